package dev.paddock.rehearsal;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One thing the model says in a step, in the order in which it says it. */
sealed interface Part {
    /** {@link Text#repeat} of a text that goes on until the reader leaves. */
    long ENDLESS = -1;

    record Thinking(String text) implements Part {}

    /** Says {@code text} {@code repeat} times over; {@link #ENDLESS} never stops by itself. */
    record Text(String text, long repeat) implements Part {}

    /**
     * Calls a tool of the agent by the agent's own name for it.
     *
     * @param ifOffered leave the call out, instead of refusing the request, when the agent offers no such tool
     */
    record ToolCall(String tool, JsonNode input, boolean ifOffered) implements Part {}

    /** Shows the whole plan as it stands, in whatever way the agent has for that. */
    record Plan(List<Entry> entries) implements Part {
        public Plan {
            entries = List.copyOf(entries);
        }

        record Entry(String title, String status) {}
    }
}
