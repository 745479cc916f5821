package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Finds and makes the directories of a server, which belong to its user and are closed to others. */
final class ServerHome {
    /** A socket's path may have 107 bytes; a run's door adds 17 to the directory's. */
    private static final int MAX_RUNTIME = 80;

    private ServerHome() {}

    /** The directory that {@code PADDOCK_HOME} names, else {@code .paddock} in the user's home; not made. */
    static Path path(Map<String, String> environment) {
        String given = environment.getOrDefault("PADDOCK_HOME", "");
        if (!given.isBlank()) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")))
                .resolve(".paddock")
                .toAbsolutePath()
                .normalize();
    }

    /** Makes what is missing and checks that all of it is this user's own. */
    static Home open(Path root, Map<String, String> environment) {
        try {
            Files.createDirectories(root.getParent() == null ? root : root.getParent());
            Home home = new Home(root, runtime(root, environment));
            own(root);
            for (Path part : new Path[] {home.secrets(), home.log(), home.agents(), home.agentFiles(), home.cache()}) {
                own(part);
            }
            return home;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't make " + root + ": " + e.getMessage(), e);
        }
    }

    private static Path runtime(Path root, Map<String, String> environment) throws IOException {
        String user = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path parent = Path.of(user, "paddock");
        boolean usable = !user.isBlank()
                && Files.isDirectory(Path.of(user))
                && Files.isWritable(Path.of(user))
                && parent.toString().length() + 20 <= MAX_RUNTIME;
        if (!usable) {
            parent = Path.of("/tmp/paddock-" + Users.current());
        }
        own(parent);
        Path runtime = parent.resolve(hash(root));
        own(runtime);
        return runtime;
    }

    /** Makes a directory of mode 0700, or closes one that is this user's; anything else, a link too, is refused. */
    static void own(Path directory) throws IOException {
        Set<PosixFilePermission> closed = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(closed));
            return;
        } catch (FileAlreadyExistsException e) {
            // It was there: whose it is decides below.
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new PaddockException(ErrorCode.UNSAFE, directory + " is a link or no directory; remove it");
            }
        }
        int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != Users.current()) {
            throw new PaddockException(
                    ErrorCode.UNSAFE,
                    directory + " belongs to user " + owner + ", but this server runs as user " + Users.current()
                            + "; give it another PADDOCK_HOME, or start it as that user");
        }
        Files.setPosixFilePermissions(directory, closed);
    }

    /** Tells homes apart in a few characters. */
    static String hash(Path root) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(root.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
