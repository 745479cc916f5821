package dev.paddock.bubblewrap;

/**
 * The system call filter of every process in a sandbox. It kills a process that calls through a foreign architecture (x32 and {@code int 0x80}
 * too), because numbers mean something else there; it lets {@code socket} make Unix, IPv4 and IPv6 sockets and netlink's routing table only; it
 * denies {@link Denied}, new namespaces, and the terminal's input injection. The rest is allowed: {@code clone3}, whose flags no filter can read,
 * makes no user namespace because bubblewrap forbids them.
 */
final class SeccompFilter {
    private static final int X32_BIT = 0x40000000;
    private static final int NO_CALL = -1;

    private static final int UNIX = 1;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;

    /** mount, cgroup, uts, ipc, user, pid and network namespaces; {@code unshare} knows the one of time besides. */
    private static final int NAMESPACES = 0x7E020000;

    private static final int TIME_NAMESPACE = 0x80;

    private SeccompFilter() {}

    static byte[] build(Machine machine) {
        Bpf filter = new Bpf().loadArchitecture().ifNotEqual(machine.audit(), new Bpf().kill());
        filter.loadNumber();
        if (machine == Machine.X86_64) {
            // A tracer that skips a call sets its number to -1.
            filter.ifEqual(NO_CALL, new Bpf().allow()).ifAtLeast(X32_BIT, new Bpf().kill());
        }
        for (Denied call : Denied.values()) {
            if (call.number(machine) >= 0) {
                filter.ifEqual(call.number(machine), new Bpf().fail(call.errno()));
            }
        }
        Bpf socket = socket();
        return filter.ifEqual(number(machine, 41, 198), socket)
                .ifEqual(number(machine, 53, 199), socket)
                .ifEqual(number(machine, 16, 29), ioctl())
                .ifEqual(number(machine, 272, 97), namespaces(NAMESPACES | TIME_NAMESPACE))
                .ifEqual(number(machine, 56, 220), namespaces(NAMESPACES))
                .allow()
                .toBytes();
    }

    private static Bpf socket() {
        return new Bpf()
                .loadArgument(0)
                .ifEqual(UNIX, new Bpf().allow())
                .ifEqual(INET, new Bpf().allow())
                .ifEqual(INET6, new Bpf().allow())
                .ifNotEqual(NETLINK, new Bpf().fail(Errno.EAFNOSUPPORT))
                .loadArgument(2)
                .ifEqual(NETLINK_ROUTE, new Bpf().allow())
                .fail(Errno.EAFNOSUPPORT);
    }

    private static Bpf ioctl() {
        return new Bpf()
                .loadArgument(1)
                .ifEqual(TIOCSTI, new Bpf().fail(Errno.EPERM))
                .ifEqual(TIOCLINUX, new Bpf().fail(Errno.EPERM))
                .allow();
    }

    private static Bpf namespaces(int flags) {
        return new Bpf()
                .loadArgument(0)
                .ifAnyBit(flags, new Bpf().fail(Errno.EPERM))
                .allow();
    }

    private static int number(Machine machine, int x86, int aarch) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> aarch;
        };
    }
}
