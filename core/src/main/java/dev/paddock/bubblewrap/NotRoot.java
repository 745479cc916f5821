package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses to confine anything from root: the kernel's settings were writable from inside then. */
final class NotRoot {
    private NotRoot() {}

    static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.PREREQUISITE, "/proc is not mounted", e);
        }
    }

    static void require() {
        if (uid() == 0) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE, "bubblewrap sandboxes are never made by root; run as an ordinary user");
        }
    }
}
