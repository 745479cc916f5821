package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Shows what a clean-up would take and leave. */
final class CleanupTable {
    private static final int FEW = 5;
    private static final int MANY = 50;
    private static final Map<String, String> NAMES = Map.of(
            "leftovers", "leftovers",
            "workspaces", "workspaces",
            "branches", "branches",
            "bases", "base checkouts",
            "layers", "set-up layers",
            "downloads", "downloads",
            "agents", "old agents",
            "logs", "old logs");

    private final Caller caller;
    private final JsonNode plan;
    private final List<JsonNode> items;

    CleanupTable(Caller caller, JsonNode plan) {
        this.caller = caller;
        this.plan = plan;
        this.items = Json.list(plan, "items");
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    long count() {
        return items.size();
    }

    /** @param all whether to name many things of a kind, else the largest few */
    List<String> lines(Style style, boolean all) {
        List<String> lines = new ArrayList<>();
        if (items.isEmpty()) {
            lines.add("There is nothing to clean up.");
        } else {
            lines.add(style.bold("goes"));
            for (JsonNode total : Json.list(plan, "totals")) {
                kind(total, style, all ? MANY : FEW, lines);
            }
            lines.add("  " + style.bold(row("in all", items.size(), Json.number(plan, "bytes"))));
        }
        lines.add(style.bold("stays"));
        for (JsonNode stays : Json.list(plan, "stays")) {
            long count = Json.number(stays, "count");
            lines.add("  " + size(Json.number(stays, "bytes")) + "  " + (count == 1 ? "" : count + " ")
                    + Json.safe(stays, "what"));
        }
        return lines;
    }

    private void kind(JsonNode total, Style style, int most, List<String> lines) {
        String kind = Json.text(total, "kind");
        long count = Json.number(total, "count");
        lines.add("  " + row(NAMES.getOrDefault(kind, Json.safe(total, "kind")), count, Json.number(total, "bytes")));
        items.stream()
                .filter(item -> kind.equals(Json.text(item, "kind")))
                .sorted((a, b) -> Long.compare(Json.number(b, "bytes"), Json.number(a, "bytes")))
                .limit(most)
                .forEach(item -> lines.add(style.dim("      " + size(Json.number(item, "bytes")) + "  "
                        + Width.pad(Json.safe(item, "what"), Math.min(60, columns() / 2)) + "  "
                        + Json.safe(item, "why"))));
        if (count > most) {
            lines.add(style.dim("      and " + (count - most) + " more"));
        }
    }

    private int columns() {
        return caller.terminal().out() || caller.terminal().err()
                ? caller.terminal().measure().get().columns()
                : 120;
    }

    private static String row(String name, long count, long bytes) {
        return size(bytes) + "  " + Width.pad(name, 16) + count;
    }

    private static String size(long bytes) {
        String text = bytes == 0 ? "-" : Format.bytes(bytes);
        return " ".repeat(Math.max(0, 8 - text.length())) + text;
    }
}
