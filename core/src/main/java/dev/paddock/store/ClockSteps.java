package dev.paddock.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;

/**
 * Notices that the machine's clock was set, or that the machine slept, by the clock that nobody sets; what is stored as a moment and means a span is moved along:
 * since when a run is at work or parked, and when one is tried again. When a model's limit is lifted was told by its vendor, and stays. Confined to the store's writer.
 */
final class ClockSteps {
    /** What is less is drift. */
    private static final Duration LEAST = Duration.ofSeconds(5);

    private Instant wall;
    private long nanos;

    /**
     * @param wall the machine's clock
     * @param nanos {@link System#nanoTime} at that moment
     */
    ClockSteps(Instant wall, long nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    /** By how much it was set since the last {@link #settle}; zero if it was not. */
    Duration step(Instant now, long nanosNow) {
        Duration step = Duration.between(wall, now).minusNanos(nanosNow - nanos);
        return step.abs().compareTo(LEAST) < 0 ? Duration.ZERO : step;
    }

    /** What {@link #move} did up to that moment is durable. */
    void settle(Instant now, long nanosNow) {
        wall = now;
        nanos = nanosNow;
    }

    static void move(Handle handle, Duration step) {
        long micros = step.toNanos() / ChronoUnit.MICROS.getDuration().toNanos();
        handle.execute("update run set works_since = works_since + ? where works_since is not null", micros);
        handle.execute("update run set parked = parked + ? where parked is not null", micros);
        if (step.isNegative()) {
            handle.execute(
                    "update run set due = due + ? where due is not null and coalesce(waiting, '') <> 'quota'", micros);
        }
    }
}
