package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Shows what a clean-up would take and leave. */
final class CleanupTable {
    private static final int FEW = 5;
    private static final int MANY = 50;
    private static final int LEAST_WHAT = 16;
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
            String head = "  " + size(Json.number(stays, "bytes")) + "  ";
            for (String line : Width.wrap(
                    (count == 1 ? "" : count + " ") + Json.safe(stays, "what"), columns() - 1 - head.length())) {
                lines.add(head + line);
                head = " ".repeat(head.length());
            }
        }
        return lines;
    }

    private void kind(JsonNode total, Style style, int most, List<String> lines) {
        String kind = Json.text(total, "kind");
        long count = Json.number(total, "count");
        lines.add("  " + row(NAMES.getOrDefault(kind, Json.safe(total, "kind")), count, Json.number(total, "bytes")));
        List<JsonNode> shown = items.stream()
                .filter(item -> kind.equals(Json.text(item, "kind")))
                .sorted((a, b) -> Long.compare(Json.number(b, "bytes"), Json.number(a, "bytes")))
                .limit(most)
                .toList();
        int why = longest(shown, "why");
        int room = columns() - 1 - 16;
        // Where there is little room, what goes matters more than why.
        int longest = longest(shown, "what");
        int what = Math.min(longest, room - 2 - why);
        for (JsonNode item : shown) {
            String name = Json.safe(item, "what");
            lines.add(style.dim("      " + size(Json.number(item, "bytes")) + "  "
                    + (what < Math.min(longest, LEAST_WHAT)
                            ? Width.fit(name, room)
                            : Width.pad(name, what) + "  " + Json.safe(item, "why"))));
        }
        if (count > most) {
            lines.add(style.dim("      and " + (count - most) + " more"));
        }
    }

    private static int longest(List<JsonNode> items, String field) {
        return items.stream()
                .mapToInt(item -> Width.of(Json.safe(item, field)))
                .max()
                .orElse(0);
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
