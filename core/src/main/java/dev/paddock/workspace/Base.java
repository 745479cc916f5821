package dev.paddock.workspace;

import java.nio.file.Path;

/**
 * A shared checkout of one commit. Immutable on disk from the moment it exists.
 *
 * @param tree the files, never to be written
 * @param index a git index of them whose stat data is that of {@code tree} as a sandbox sees it
 */
public record Base(Path tree, Path index) {}
