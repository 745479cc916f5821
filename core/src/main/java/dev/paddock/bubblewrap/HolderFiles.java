package dev.paddock.bubblewrap;

import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of one run's holder. Overlay and relay name what they use by links in this directory, because their options break on commas and colons
 * and a socket's path may have 107 bytes only.
 */
record HolderFiles(Path directory) {
    static HolderFiles of(Path run) {
        return new HolderFiles(run.resolve("holder"));
    }

    /** Where the merged layer is mounted, in the holder's view; empty in everyone else's. */
    Path workspace() {
        return directory.resolve("workspace");
    }

    Path tmp() {
        return directory.resolve("tmp");
    }

    /** Where the caches are mounted, in the holder's view. */
    Path cache() {
        return directory.resolve("cache");
    }

    Path state() {
        return directory.resolve("state");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    /** The run for which a live holder was made, where that was another than it has now. */
    Optional<String> madeAs() {
        try {
            return Optional.of(Files.readString(made()).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Notes for whom the holder was made, before another run takes it over. */
    void writeMadeAs(String run) throws IOException {
        Files.writeString(made(), run + "\n");
    }

    private Path made() {
        return directory.resolve("made-as");
    }

    Path log() {
        return directory.resolve("log");
    }

    /** A file for one process's options, readable by the server alone. */
    Path newArguments() throws IOException {
        return Files.createTempFile(directory, "arguments-", "");
    }

    void prepare(SandboxSpec spec) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(workspace());
        Files.createDirectories(tmp());
        Files.createDirectories(cache());
        link("base", spec.base());
        link("upper", spec.upper());
        link("work", spec.work());
        link("door", spec.door());
        link("prepared", spec.prepared());
        CacheLayer caches = spec.cache();
        link("cache-lower", caches == null ? null : caches.lower());
        link("cache-upper", caches == null ? null : caches.upper());
        link("cache-work", caches == null ? null : caches.work());
        Files.deleteIfExists(made());
        Files.deleteIfExists(log());
    }

    private void link(String name, @Nullable Path to) throws IOException {
        Path path = directory.resolve(name);
        Files.deleteIfExists(path);
        if (to != null) {
            Files.createSymbolicLink(path, to.toAbsolutePath());
        }
    }

    /** Removes what only a live holder needs. */
    void clean() {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(directory, "{arguments-*,made-as,state,state.new}")) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // The run's directory may be on its way out; what is left is small and the server's own.
            return;
        }
    }
}
