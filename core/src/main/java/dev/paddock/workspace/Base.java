package dev.paddock.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A shared checkout of one commit. Immutable on disk from the moment it exists.
 *
 * @param tree the files, never to be written
 * @param index a git index of them whose stat data is that of {@code tree} as a sandbox sees it
 */
public record Base(Path tree, Path index) {
    static Base of(Path tree) {
        return new Base(tree, tree.resolveSibling("index"));
    }

    /**
     * Copies the index with its time. Git compares times in whole seconds, and looks into a file only where its time is not before the index's: a younger
     * index would hide a change made in the second of the checkout that kept the file's size.
     */
    void copyIndex(Path to) throws IOException {
        Files.copy(index, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
