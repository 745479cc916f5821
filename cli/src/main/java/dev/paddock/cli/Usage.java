package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tokens and cost, added up. Not safe for several threads. */
final class Usage {
    private long input;
    private long output;
    private long cached;
    private double dollars;

    /** A usage event: one model request. */
    void add(JsonNode event) {
        input += Json.number(event, "inputTokens") + Json.number(event, "cacheWriteTokens");
        output += Json.number(event, "outputTokens");
        cached += Json.number(event, "cacheReadTokens");
        dollars += Json.number(event, "costMicros") / 1e6;
    }

    /** The totals of a run as the API gives them. */
    static Usage ofRun(@Nullable JsonNode usage) {
        Usage total = new Usage();
        if (usage != null) {
            total.add(usage);
            total.dollars =
                    usage.path("costUsd").isNumber() ? usage.path("costUsd").asDouble() : 0;
        }
        return total;
    }

    boolean isEmpty() {
        return input + output + cached == 0;
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "no tokens";
        }
        List<String> parts = new ArrayList<>();
        parts.add(Format.count(input) + " in");
        if (cached > 0) {
            parts.add(Format.count(cached) + " cached");
        }
        parts.add(Format.count(output) + " out");
        if (dollars > 0) {
            parts.add(Format.cost(dollars));
        }
        return String.join(" · ", parts);
    }
}
