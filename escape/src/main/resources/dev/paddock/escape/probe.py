# One system call that a sandbox must refuse. Prints OPEN where the kernel let it through (whatever it then said of the arguments), else the error's number.
import ctypes, mmap, os, platform, socket, sys

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == "x86_64"
high = 1 << 32


def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    return ctypes.get_errno() if result < 0 else 0


def either(x86_64, aarch64, *arguments):
    return call(x86_64 if x86 else aarch64, *arguments)


def code(text):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(bytes.fromhex(text))
    ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
    return 0


def family(number, kind, protocol):
    try:
        socket.socket(number, kind, protocol).close()
        return 0
    except OSError as e:
        return e.errno


def chosen(name):
    return {
        "io_uring": lambda: call(425, 0, 0),
        "bpf": lambda: either(321, 280, 99, 0, 0),
        "perf": lambda: either(298, 241, 0, 0, -1, -1, 0),
        "keyctl": lambda: either(250, 219, 0, -3, 0),
        "userfaultfd": lambda: either(323, 282, 1 << 30),
        "mount": lambda: either(165, 40, 0, 0, 0, 0, 0),
        "fsopen": lambda: call(430, 0, 0),
        "open_tree": lambda: call(428, -100, 0, 0),
        "setns": lambda: either(308, 268, -1, 0),
        "pivot_root": lambda: either(155, 41, 0, 0),
        "unshare": lambda: either(272, 97, 0x10000000),
        "unshare-high": lambda: either(272, 97, 0x10000000 | high),
        "clone": lambda: either(56, 220, 0x10000000, 0, 0, 0, 0),
        "tiocsti": lambda: either(16, 29, 0, 0x5412 | high, 0),
        "vsock": lambda: family(40, 1, 0),
        "packet": lambda: family(17, 3, 0),
        "raw": lambda: family(2, 3, 1),
        "uevent": lambda: family(16, 3, 15),
        "generic": lambda: family(16, 2, 16),
        "alg": lambda: family(38, 5, 0),
        "int80": lambda: code("b814000000cd80c3"),
        "x32": lambda: code("b8270000400f05c3"),
    }[name]()


for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        error = chosen(name)
        os._exit(0 if error not in (EPERM, ENOSYS, EAFNOSUPPORT) else 1)
    status = os.waitpid(child, 0)[1]
    print(name, "OPEN" if status == 0 else "closed", flush=True)
