package dev.paddock.workspace;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Deletes what a run left: directories without permissions, any depth, any names. Programs do it, since they walk by file descriptors; no link is
 * followed. Nothing else may write the tree meanwhile.
 */
public final class Trees {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private Trees() {}

    /** Bytes that a tree takes on its file system, as far as it can be read; 0 where it is not there. */
    static long size(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        String text = Processes.run(Command.of("du", "-s", "-x", "-B1", "--", tree.toString())
                        .timeout(TIMEOUT))
                .text();
        String figure = text.replaceFirst("(?s)\\D.*", "");
        return figure.isEmpty() ? 0 : Long.parseLong(figure);
    }

    /** @throws dev.paddock.error.PaddockException EXTERNAL if something is left */
    public static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Processes.run(Command.of("rm", "-rf", "--", tree.toString()).timeout(TIMEOUT))
                .ok()) {
            return;
        }
        // Read-only and mode-000 directories: chmod opens each before it descends.
        Processes.run(
                Command.of("chmod", "-R", "-f", "u+rwX", "--", tree.toString()).timeout(TIMEOUT));
        Processes.run(Command.of("rm", "-rf", "--", tree.toString()).timeout(TIMEOUT))
                .orThrow("could not delete " + tree);
    }
}
