package dev.paddock.run;

import dev.paddock.environment.RunEnvironment;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.CacheLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts files where a run's sandbox finds them. What is there already was left by the run: no link of its is followed. */
public final class HomeFiles {
    private HomeFiles() {}

    /**
     * Writes the server's own text of a file into a run's home, whatever stands in its way there: links and files in the places of its directories go.
     * A file that begins as a script may be executed.
     *
     * @param path relative to the home
     * @throws PaddockException INVALID if the path leads out of the home
     */
    public static void replace(Path home, String path, byte[] content) throws IOException {
        Path file = home.resolve(path).normalize();
        if (!file.startsWith(home) || file.equals(home)) {
            throw new PaddockException(ErrorCode.INVALID, path + " is no file in a run's home");
        }
        // From the home inwards: what lies behind a link is not ours to look at.
        Path directory = home;
        for (Path name : home.relativize(file.getParent())) {
            directory = directory.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(directory);
                Files.createDirectory(directory);
            }
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Trees.delete(file);
        } else {
            Files.deleteIfExists(file);
        }
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (content.length > 1 && content[0] == '#' && content[1] == '!') {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Into a directory that a run may have had before: it may hold links, so nothing is written where anything is. */
    static void write(Path directory, Map<String, String> files) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                writeNew(directory, Path.of(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * The caches of a sandbox, with a layer of its own; null where none are kept.
     *
     * @param lower what was kept; an empty directory stands for nothing
     * @param directory of the run
     */
    static @Nullable CacheLayer caches(RunEnvironment environment, Optional<Path> lower, Path directory, Home home) {
        Map<String, String> files = environment.cached();
        if (files == null) {
            return null;
        }
        Path upper = directory.resolve("cache/upper");
        Path work = directory.resolve("cache/work");
        Path empty = home.cache().resolve("empty");
        try {
            Files.createDirectories(upper);
            Files.createDirectories(work);
            Files.createDirectories(empty);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't make the caches in " + directory, e);
        }
        write(upper, files);
        return new CacheLayer(lower.filter(Files::isDirectory).orElse(empty), upper, work);
    }

    private static void writeNew(Path home, Path relative, String content) throws IOException {
        Path file = home;
        for (Path name : relative) {
            if (!file.equals(home) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(file);
            }
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            file = file.resolve(name);
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(file, content);
        }
    }
}
