package dev.paddock.sandbox;

import java.nio.file.Path;

/**
 * A directory of caches over which a sandbox writes a layer of its own.
 *
 * @param lower what was kept, read-only, existing
 * @param upper what the sandbox changes, existing
 * @param work overlay's work directory, empty, on the file system of {@code upper}
 */
public record CacheLayer(Path lower, Path upper, Path work) {
    /** Where it appears inside. */
    public static final String INSIDE = "/paddock/cache";
}
