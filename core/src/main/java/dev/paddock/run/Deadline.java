package dev.paddock.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one moment by which something must have happened, and what it means if it has not. A clock that is set forward or back does not move it. Confined to
 * its run's supervisor.
 */
final class Deadline {
    /** How long to wait where nothing is expected. */
    private static final Duration LONG = Duration.ofHours(1);

    private boolean expecting;
    private long due;
    private String meaning = "";

    /** Something is expected within this time. */
    void expect(Duration time, String otherwise) {
        expecting = true;
        due = System.nanoTime() + time.toNanos();
        meaning = otherwise;
    }

    /** Nothing is expected any more. */
    void clear() {
        expecting = false;
    }

    /** How long to wait at most. */
    Duration patience() {
        return expecting ? Duration.ofNanos(Math.max(0, due - System.nanoTime())) : LONG;
    }

    /** What it means that the time is up; null if it is not, else it is so once. */
    @Nullable
    String missed() {
        if (!expecting || due - System.nanoTime() > 0) {
            return null;
        }
        expecting = false;
        return meaning;
    }
}
