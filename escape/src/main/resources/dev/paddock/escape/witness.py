# What an escape would touch on the host: a TCP, a UDP, a Unix and an abstract socket. Prints its ports, then a line for each touch.
# usage: witness.py SOCKET-PATH ABSTRACT-NAME
import os, select, socket, sys

tcp = socket.create_server(("127.0.0.1", 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
unix = socket.socket(socket.AF_UNIX)
unix.bind(sys.argv[1])
unix.listen()
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\0" + sys.argv[2])
abstract.listen()
names = {tcp: "tcp", udp: "udp", unix: "unix", abstract: "abstract", sys.stdin: "end"}
print(os.getpid(), tcp.getsockname()[1], udp.getsockname()[1], flush=True)
while True:
    for ready in select.select(list(names), [], [])[0]:
        if ready is sys.stdin:
            sys.exit(0)
        if ready is udp:
            udp.recv(100)
        else:
            ready.accept()[0].close()
        print(names[ready], flush=True)
