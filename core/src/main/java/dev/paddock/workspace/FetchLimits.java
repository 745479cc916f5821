package dev.paddock.workspace;

import java.time.Duration;

/**
 * What taking a project's repository from elsewhere may cost.
 *
 * @param time of one fetch
 * @param refs branches and tags together
 * @param packBytes what comes at once, packed
 * @param memoryBytes address space of each of git's processes
 */
record FetchLimits(Duration time, int refs, long packBytes, long memoryBytes) {
    static FetchLimits standard() {
        return new FetchLimits(Duration.ofMinutes(30), 40_000, 32L << 30, 8L << 30);
    }
}
