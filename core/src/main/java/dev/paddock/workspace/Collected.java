package dev.paddock.workspace;

import java.util.List;
import java.util.Optional;

/**
 * What collecting brought.
 *
 * @param commit the tip of the run's branch, empty while the run has changed nothing
 * @param fresh whether this call made that commit; false when nothing changed since the last
 * @param diff the whole change from the base to the tip
 * @param leftOut files and directories of the workspace that were not collected: agent configuration and files over the size limit; at most 200
 * @param notes what a person should know, one sentence each
 */
public record Collected(
        Optional<String> commit, boolean fresh, DiffStat diff, List<String> leftOut, List<String> notes) {
    public Collected {
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    public int files() {
        return diff.files();
    }

    public int added() {
        return diff.added();
    }

    public int removed() {
        return diff.removed();
    }
}
