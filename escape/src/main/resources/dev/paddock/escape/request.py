# Sends requests as they are, each on a connection of its own, and shows the answers. usage: request.py PORT BASE64...
import base64, socket, sys

for request in sys.argv[2:]:
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5) as connection:
            connection.settimeout(5)
            connection.sendall(base64.b64decode(request))
            while piece := connection.recv(65536):
                answer += piece
    except OSError as e:
        print("error", e)
    print(answer.decode("latin-1"), flush=True)
