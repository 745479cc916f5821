package dev.paddock.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one moment by which something must have happened, and what it means if it has not. Confined to its run's supervisor. */
final class Deadline {
    /** How long to wait where nothing is expected. */
    private static final Duration LONG = Duration.ofHours(1);

    private @Nullable Instant due;
    private String meaning = "";

    /** Something is expected within this time. */
    void expect(Duration time, String otherwise) {
        due = Instant.now().plus(time);
        meaning = otherwise;
    }

    /** Nothing is expected any more. */
    void clear() {
        due = null;
    }

    /** How long to wait at most. */
    Duration patience() {
        Instant by = due;
        if (by == null) {
            return LONG;
        }
        Duration left = Duration.between(Instant.now(), by);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What it means that the time is up; null if it is not, else it is so once. */
    @Nullable
    String missed() {
        Instant by = due;
        if (by == null || Instant.now().isBefore(by)) {
            return null;
        }
        due = null;
        return meaning;
    }
}
