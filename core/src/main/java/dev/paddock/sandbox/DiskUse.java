package dev.paddock.sandbox;

/**
 * What a sandbox's layer, home, git directory and caches take on the disk. Its {@code /tmp} is memory and has a size of its own.
 *
 * @param bytes allocated, so that a sparse file counts what it holds; at least so many where {@code files} is the bound
 * @param files files, directories and links; the count ends at the bound that was asked for
 */
public record DiskUse(long bytes, long files) {}
