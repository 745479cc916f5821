package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for files in a run's own trees that have more links than were found there: such a file is also somewhere else, and would be written
 * through the sandbox. Regular files only: overlay itself links the devices that mark what was removed.
 */
final class HardLinks {
    private static final int MOST_FILES = 5_000_000;

    private record Inode(long device, long number) {}

    private record Links(int found, int all, Path example) {}

    private HardLinks() {}

    /** Throws UNSAFE if a file of these directories is linked from outside them, LIMIT if there are too many files to tell. */
    static void refuseOutside(List<Path> trees) {
        Map<Inode, Links> linked = new HashMap<>();
        ArrayDeque<Path> directories = new ArrayDeque<>(trees);
        int seen = 0;
        while (!directories.isEmpty()) {
            Path directory = directories.remove();
            try {
                makeReadable(directory);
            } catch (IOException e) {
                throw new PaddockException(ErrorCode.UNSAFE, "can't look for hard links in " + directory, e);
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    if (++seen > MOST_FILES) {
                        throw new PaddockException(
                                ErrorCode.LIMIT, "more than " + MOST_FILES + " files in " + trees.getFirst());
                    }
                    inspect(entry, directories, linked);
                }
            } catch (IOException | DirectoryIteratorException e) {
                throw new PaddockException(ErrorCode.UNSAFE, "can't look for hard links in " + directory, e);
            }
        }
        linked.values().stream()
                .filter(links -> links.found() < links.all())
                .findFirst()
                .ifPresent(links -> {
                    throw new PaddockException(
                            ErrorCode.UNSAFE,
                            links.example() + " is linked from outside the run as well; remove it or copy it");
                });
    }

    private static void inspect(Path entry, ArrayDeque<Path> directories, Map<Inode, Links> linked) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(
                    entry, "unix:dev,ino,nlink,isDirectory,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        int links = (int) value(attributes, "nlink");
        if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
            directories.add(entry);
        } else if (links > 1 && Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            linked.merge(
                    new Inode(value(attributes, "dev"), value(attributes, "ino")),
                    new Links(1, links, entry),
                    (a, b) -> new Links(a.found() + 1, a.all(), a.example()));
        }
    }

    private static long value(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Gives the owner, us, back the access that the agent or overlay took away. */
    private static void makeReadable(Path directory) throws IOException {
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
