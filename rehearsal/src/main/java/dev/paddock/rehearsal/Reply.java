package dev.paddock.rehearsal;

import java.time.Duration;
import java.util.List;

/**
 * What the model answers now, to the agent that asked.
 *
 * @param cutAfter break the connection after so many streamed pieces; {@link #WHOLE} for never
 */
record Reply(Duration delay, Step.Pace pace, List<Part.Said> parts, Step.Spend spend, int cutAfter) {
    static final int WHOLE = -1;

    Reply {
        parts = List.copyOf(parts);
    }

    /** A short answer beside the script. */
    static Reply aside(String text) {
        return new Reply(
                Duration.ZERO,
                new Step.Pace(1_000, Duration.ZERO),
                List.of(new Part.Text(text, 1)),
                Step.Spend.DERIVED,
                WHOLE);
    }

    boolean callsTools() {
        return parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    }
}
