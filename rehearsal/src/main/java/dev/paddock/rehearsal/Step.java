package dev.paddock.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the model.
 *
 * @param delay before the answer starts
 * @param faults come first, in their order; a step without parts fails for ever
 * @param times how often the step is played before the next one; {@link Part#ENDLESS} for no end
 */
record Step(
        Duration delay,
        Pace pace,
        List<Part> parts,
        List<Fault> faults,
        @Nullable Cut cut,
        Spend spend,
        long times) {
    Step {
        parts = List.copyOf(parts);
        faults = List.copyOf(faults);
    }

    Step after(List<Fault> earlier) {
        List<Fault> all = new ArrayList<>(earlier);
        all.addAll(faults);
        return new Step(delay, pace, parts, all, cut, spend, times);
    }

    /** How text is streamed: {@code chars} at a time, {@code every} so often. */
    record Pace(int chars, Duration every) {
        static final Pace DEFAULT = new Pace(24, Duration.ofMillis(12));
    }

    /**
     * An answer that fails the first {@code times} times it is asked for.
     *
     * @param type the API's name for it; null for the one that goes with the status
     * @param retryAfter in seconds
     */
    record Fault(
            int status,
            @Nullable String type,
            String message,
            @Nullable Integer retryAfter,
            @Nullable Limit limit,
            int times) {}

    /** Breaks the connection after {@code after} streamed pieces, the first {@code times} times. */
    record Cut(int after, int times) {}

    /** Token counts that replace the derived ones; null leaves the derived one. */
    record Spend(
            @Nullable Long input,
            @Nullable Long output,
            @Nullable Long cacheRead,
            @Nullable Long cacheWrite) {
        static final Spend DERIVED = new Spend(null, null, null, null);
    }
}
