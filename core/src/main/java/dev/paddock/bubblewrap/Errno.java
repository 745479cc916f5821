package dev.paddock.bubblewrap;

/** Error numbers, the same on both architectures. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOSYS = 38;
    static final int EAFNOSUPPORT = 97;

    private Errno() {}
}
