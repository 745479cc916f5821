package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that this process runs as. */
final class Users {
    private Users() {}

    /** Its effective uid. */
    static int current() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> Integer.parseInt(line.split("\\s+")[2]))
                    .findFirst()
                    .orElseThrow(() -> new PaddockException(ErrorCode.PREREQUISITE, "/proc does not tell the user"));
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE, "Paddock's server needs Linux with /proc: " + e.getMessage(), e);
        }
    }
}
