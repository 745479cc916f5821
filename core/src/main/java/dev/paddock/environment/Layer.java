package dev.paddock.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

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

    /** The base commit whose set-up made it; empty where that can't be told. */
    public String base() {
        try {
            return Files.readString(baseFile()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    Path baseFile() {
        return directory.resolve("base");
    }

    /** When a run was last made over it. */
    public Instant used() {
        try {
            return Files.getLastModifiedTime(directory).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }

    /** When it was made; the epoch where that can't be told. */
    Instant made() {
        try {
            return Files.getLastModifiedTime(changes()).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
