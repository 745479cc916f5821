package dev.paddock.bubblewrap;

/**
 * A system call that no process in a sandbox may make, whatever its arguments. Numbers are those of {@code asm/unistd_64.h} and
 * {@code asm-generic/unistd.h}; -1 where the architecture lacks the call.
 */
enum Denied {
    // The file system's shape.
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    OPEN_TREE(428, 428),
    OPEN_TREE_ATTR(467, 467),
    MOVE_MOUNT(429, 429),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    MOUNT_SETATTR(442, 442),
    OPEN_BY_HANDLE_AT(304, 265),
    FANOTIFY_INIT(300, 262),
    QUOTACTL(179, 60),
    QUOTACTL_FD(443, 443),
    LOOKUP_DCOOKIE(212, 18),
    USELIB(134, -1),
    SYSFS(139, -1),
    USTAT(136, -1),
    NFSSERVCTL(180, 42),
    // Other namespaces.
    SETNS(308, 268),
    // The kernel's own large interfaces.
    BPF(321, 280),
    PERF_EVENT_OPEN(298, 241),
    USERFAULTFD(323, 282),
    KEYCTL(250, 219),
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    // Programs probe for it and do without.
    IO_URING_SETUP(425, 425, Errno.ENOSYS),
    IO_URING_ENTER(426, 426, Errno.ENOSYS),
    IO_URING_REGISTER(427, 427, Errno.ENOSYS),
    // The machine.
    KEXEC_LOAD(246, 104),
    KEXEC_FILE_LOAD(320, 294),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106),
    CREATE_MODULE(174, -1),
    QUERY_MODULE(178, -1),
    GET_KERNEL_SYMS(177, -1),
    REBOOT(169, 142),
    SWAPON(167, 224),
    SWAPOFF(168, 225),
    ACCT(163, 89),
    SETTIMEOFDAY(164, 170),
    CLOCK_SETTIME(227, 112),
    IOPL(172, -1),
    IOPERM(173, -1),
    MODIFY_LDT(154, -1),
    SYSLOG(103, 116),
    VHANGUP(153, 58),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    SYSCTL(156, -1);

    private final int x86;
    private final int aarch;
    private final int errno;

    Denied(int x86, int aarch) {
        this(x86, aarch, Errno.EPERM);
    }

    Denied(int x86, int aarch, int errno) {
        this.x86 = x86;
        this.aarch = aarch;
        this.errno = errno;
    }

    /** Its number, or -1. */
    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> aarch;
        };
    }

    int errno() {
        return errno;
    }
}
