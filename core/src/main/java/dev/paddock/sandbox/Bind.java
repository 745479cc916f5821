package dev.paddock.sandbox;

import java.nio.file.Path;

/**
 * A file or directory of the server's machine that a sandbox, or one process in it, sees.
 *
 * @param source where it is, absolute; a link is followed
 * @param target where it appears, absolute
 * @param writable false mounts it read-only
 */
public record Bind(Path source, String target, boolean writable) {
    public Bind {
        if (!source.isAbsolute() || !target.startsWith("/")) {
            throw new IllegalArgumentException("a bind needs absolute paths: " + source + " -> " + target);
        }
    }

    public static Bind readOnly(Path source, String target) {
        return new Bind(source, target, false);
    }

    public static Bind writable(Path source, String target) {
        return new Bind(source, target, true);
    }
}
