package dev.paddock.process;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Deletes what a run left: directories without permissions, any depth, any names. Programs do it, since they walk by file descriptors; no link is
 * followed, no mount is entered, and no file's permissions are changed, since a file may have links elsewhere. Nothing else may write the tree meanwhile.
 */
public final class Trees {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private Trees() {}

    /** Bytes that a tree takes on its file system, as far as it can be read; 0 where it is not there. */
    public static long size(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        String text = Processes.run(Command.of("du", "-s", "-x", "-B1", "--", tree.toString())
                        .timeout(TIMEOUT))
                .text();
        String figure = text.replaceFirst("(?s)\\D.*", "");
        return figure.isEmpty() ? 0 : Long.parseLong(figure);
    }

    /** @throws dev.paddock.error.PaddockException CONFLICT if something is mounted in it, EXTERNAL if something is left */
    public static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Mounts.refuse(tree);
        Command remove = Command.of("rm", "-rf", "--one-file-system", "--", tree.toString())
                .timeout(TIMEOUT);
        if (Processes.run(remove).ok()) {
            return;
        }
        // Read-only and mode-000 directories: each is opened before find descends into it.
        Processes.run(Command.of(
                        "find",
                        tree.toString(),
                        "-xdev",
                        "-type",
                        "d",
                        "!",
                        "-perm",
                        "-0700",
                        "-execdir",
                        "chmod",
                        "u+rwx",
                        "--",
                        "{}",
                        ";")
                .timeout(TIMEOUT));
        Processes.run(remove).orThrow("could not delete " + tree);
    }
}
