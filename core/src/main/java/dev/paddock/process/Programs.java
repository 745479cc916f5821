package dev.paddock.process;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs of the server's machine in the system's own directories; the server's {@code PATH} plays no part. */
public final class Programs {
    private static final List<Path> DIRECTORIES = Stream.of(
                    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .map(Path::of)
            .toList();

    /** Debian's package of each program whose package has another name. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("bwrap", "bubblewrap"),
            Map.entry("ip", "iproute2"),
            Map.entry("nsenter", "util-linux"),
            Map.entry("unshare", "util-linux"),
            Map.entry("setsid", "util-linux"),
            Map.entry("setpriv", "util-linux"),
            Map.entry("flock", "util-linux"),
            Map.entry("mount", "mount"),
            Map.entry("sh", "dash"),
            Map.entry("timeout", "coreutils"),
            Map.entry("node", "nodejs"));

    private Programs() {}

    public static Optional<Path> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program's path, else PREREQUISITE with the command that installs it. */
    public static String require(String name) {
        return find(name)
                .map(Path::toString)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.PREREQUISITE,
                        "the program " + name + " is not installed; install it: apt-get install " + packageOf(name)));
    }

    /** The Debian package that brings it. */
    public static String packageOf(String name) {
        return PACKAGES.getOrDefault(name, name);
    }
}
