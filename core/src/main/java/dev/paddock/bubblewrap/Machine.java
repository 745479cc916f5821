package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;

/** A processor architecture that has a system call filter; its value is the kernel's {@code AUDIT_ARCH_…}. */
enum Machine {
    X86_64(0xC000003E),
    AARCH64(0xC00000B7);

    private final int audit;

    Machine(int audit) {
        this.audit = audit;
    }

    int audit() {
        return audit;
    }

    /** The one this server runs on. */
    static Machine current() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                throw new PaddockException(
                        ErrorCode.PREREQUISITE,
                        "there is no system call filter for the architecture " + name
                                + "; bubblewrap sandboxes need x86_64 or aarch64");
        };
    }
}
