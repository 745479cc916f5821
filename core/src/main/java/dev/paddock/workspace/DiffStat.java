package dev.paddock.workspace;

/**
 * The size of a change.
 *
 * @param files files changed; a renamed file counts once
 * @param added lines added in text files
 * @param removed lines removed from text files
 */
public record DiffStat(int files, int added, int removed) {
    public static final DiffStat NONE = new DiffStat(0, 0, 0);
}
