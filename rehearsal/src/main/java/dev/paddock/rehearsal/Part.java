package dev.paddock.rehearsal;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One thing the model says in a step, in the order in which it says it. */
sealed interface Part {
    /** {@link Text#repeat} of a text that goes on until the reader leaves. */
    long ENDLESS = -1;

    /** What every API has a form for. */
    sealed interface Said extends Part {}

    record Thinking(String text) implements Said {}

    /** Says {@code text} {@code repeat} times over; {@link #ENDLESS} never stops by itself. */
    record Text(String text, long repeat) implements Said {}

    /**
     * Calls a tool of the agent by the agent's own name for it.
     *
     * @param input the arguments by name; a string for a tool that takes free text
     * @param ifOffered leave the call out, instead of refusing the request, when the agent offers no such tool
     */
    record ToolCall(String tool, JsonNode input, boolean ifOffered) implements Said {}

    /** Shows the whole plan as it stands, in whatever way the agent has for that; left out where it has none. */
    record Plan(List<Entry> entries) implements Part {
        public Plan {
            entries = List.copyOf(entries);
        }

        record Entry(String title, String status) {}
    }

    /** Something any agent can do; each has a tool of its own for it. Paths are as the agent would write them. */
    sealed interface Act extends Part {
        /** @param why shown beside the command where the agent's tool takes it; may be empty */
        record Run(String command, String why) implements Act {}

        record Read(String path) implements Act {}

        record Write(String path, String content) implements Act {}

        /** Replaces whole lines that occur once. */
        record Edit(String path, String old, String now) implements Act {}
    }
}
