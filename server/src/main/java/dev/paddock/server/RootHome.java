package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Gives a home to the server's user: only one that is new, or a server's already. */
final class RootHome {
    /** What a command of root's may have left before the server came; anything else is somebody's own. */
    private static final Set<String> HARMLESS = Set.of("log", "config.yaml");

    private static final Set<String> SIGNS = Set.of("paddock.db", "server.lock");

    private RootHome() {}

    static void give(Path home, Rehome.Account account) {
        try {
            if (Files.isSymbolicLink(home)) {
                throw refused(home, "it is a link");
            }
            if (!Files.exists(home)) {
                Files.createDirectories(home);
            }
            if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(home, "it is no directory");
            }
            int owner = (Integer) Files.getAttribute(home, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            List<String> names;
            try (Stream<Path> entries = Files.list(home)) {
                names = entries.map(entry -> entry.getFileName().toString()).toList();
            }
            boolean fresh = HARMLESS.containsAll(names);
            if (!fresh && owner != account.uid() && names.stream().noneMatch(SIGNS::contains)) {
                throw refused(home, "it holds files that are not Paddock's");
            }
            if (owner != account.uid()) {
                if (!fresh && owner != 0) {
                    throw refused(home, "it belongs to user " + owner + "; start Paddock as that user");
                }
                // Never follows a link out of the home, and never crosses into what a run has mounted.
                Processes.run(Command.of(
                                        "chown",
                                        "--recursive",
                                        "--no-dereference",
                                        "-P",
                                        account.uid() + ":" + account.gid(),
                                        home.toString())
                                .timeout(java.time.Duration.ofMinutes(5)))
                        .orThrow("can't give " + home + " to the server's user");
            }
            giveLog(home.resolve("log"), account);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            for (Path above = home.getParent(); above != null; above = above.getParent()) {
                if (!passes(above, account)) {
                    throw new PaddockException(
                            ErrorCode.PREREQUISITE,
                            "the server's user can't pass through " + above + " to " + home
                                    + "; open it with `chmod o+x " + above
                                    + "`, or set PADDOCK_HOME elsewhere, as to /var/lib/paddock");
                }
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't make " + home + ": " + e.getMessage(), e);
        }
    }

    /** The command of root that starts the server writes there first. */
    private static void giveLog(Path log, Rehome.Account account) throws IOException {
        if (!Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(log);
        }
        for (Path path : List.of(log, log.resolve("server.out"))) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.setAttribute(path, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static boolean passes(Path directory, Rehome.Account account) {
        return Processes.run(Command.of(
                        "setpriv",
                        "--reuid=" + account.uid(),
                        "--regid=" + account.gid(),
                        "--clear-groups",
                        "test",
                        "-x",
                        directory.toString()))
                .ok();
    }

    private static PaddockException refused(Path home, String why) {
        return new PaddockException(
                ErrorCode.CONFLICT,
                home + " can't become the server's home: " + why + "; set PADDOCK_HOME to a new directory");
    }
}
