package dev.paddock.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What decides how long a run's things are kept.
 *
 * @param taskName its task's
 * @param since when it ended; null while it has not
 * @param outcome as in {@link Run#outcome}
 * @param commit what was last collected
 * @param freed when its workspace was cleaned up: it can't go on since
 * @param archived when its branch was cleaned up: its diff is kept as a file since
 * @param uncollected whether its workspace may hold work that was not collected
 */
public record Upkeep(
        String run,
        String taskName,
        String project,
        String agent,
        String branch,
        String base,
        @Nullable Instant since,
        @Nullable String outcome,
        @Nullable String commit,
        @Nullable Instant freed,
        @Nullable Instant archived,
        boolean uncollected) {
    /** A person decided that nothing more is to be done: it was landed or discarded. */
    public boolean settled() {
        return "landed".equals(outcome) || "discarded".equals(outcome);
    }
}
