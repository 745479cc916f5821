package dev.paddock.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One agent's attempt at a task, as its journal has it.
 *
 * @param reason why it is in its state
 * @param commit what was last collected
 * @param seq its last event
 * @param usage what its model requests used so far
 * @param change how its work differs from the base
 * @param mode its permission mode's word
 * @param due no earlier than this it is admitted from the queue, or taken on where it is parked; null for at once
 * @param freed when its workspace was cleaned up: it can't go on since; null before
 * @param archived when its branch was cleaned up: only its diff is there since; null before
 * @param outcome what became of its work: {@code landed}, {@code proposed} or {@code discarded}; null before
 */
public record Run(
        String id,
        String task,
        String project,
        String agent,
        String branch,
        String base,
        RunState state,
        String reason,
        @Nullable String commit,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        long seq,
        Totals usage,
        Change change,
        @Nullable String outcome,
        @Nullable Instant freed,
        @Nullable Instant archived,
        String mode,
        Work work,
        @Nullable Instant due) {

    /**
     * How much a run worked.
     *
     * @param done how long it was running until {@code since}; waiting does not count
     * @param since when it began to run again; null while it does not
     * @param turns model requests that were answered
     */
    public record Work(Duration done, @Nullable Instant since, long turns) {
        /** How long in all, at this moment. */
        public Duration at(Instant now) {
            return since == null ? done : done.plus(Duration.between(since, now));
        }
    }

    /**
     * Sums over a run's model requests.
     *
     * @param costMicros millionths of a US dollar; requests of unknown price count nothing
     */
    public record Totals(
            long requests,
            long inputTokens,
            long outputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            long costMicros) {}

    /** Files changed, lines added and removed. */
    public record Change(int files, int added, int removed) {}
}
