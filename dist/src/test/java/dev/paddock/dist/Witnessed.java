package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** A person's clone with a mark beside it that every planted program would leave, and with all that must not change unasked. */
record Witnessed(Repository repository, Path mark) {
    /** Fails if something that was planted has run outside of a sandbox. */
    void assertQuiet(String what) {
        assertThat(mark).as("nothing planted ran: " + what).doesNotExist();
    }

    /** The positive control: does what must leave the mark, and takes it away again. */
    void assertFires(String what, Runnable careless) {
        careless.run();
        assertThat(mark).as("the positive control: " + what).exists();
        delete(mark);
    }

    /** Content of the files, index, refs and configuration of the clone; neither objects nor what git only remembers of its own. */
    Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        Path top = repository.directory();
        Path git = top.resolve(".git");
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes is) {
                    boolean left = directory.equals(git.resolve("objects")) || directory.equals(git.resolve("logs"));
                    return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
                    String content = is.isSymbolicLink()
                            ? Files.readSymbolicLink(file).toString()
                            : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    state.put(
                            top.relativize(file).toString(),
                            Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS) + content);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return state;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
