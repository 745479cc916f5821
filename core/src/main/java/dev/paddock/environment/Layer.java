package dev.paddock.environment;

import java.nio.file.Path;

/**
 * What a set-up script made, kept for the runs of its base commit, which can only read it.
 *
 * @param key of the script, see {@link SetUp}
 * @param directory holds the parts
 */
public record Layer(String key, Path directory) {
    /** What it changed in the workspace: an overlay's upper layer. */
    public Path tree() {
        return directory.resolve("tree");
    }

    /** What it left in the home; copied into each run's. */
    public Path home() {
        return directory.resolve("home");
    }

    /** The caches as they were after it. */
    public Path cache() {
        return directory.resolve("cache");
    }

    /** Lists of what it changed of what git would collect, in files {@code made} and {@code gone}. */
    public Path changes() {
        return directory.resolve("changes");
    }
}
