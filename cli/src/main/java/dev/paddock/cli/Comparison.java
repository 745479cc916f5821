package dev.paddock.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Runs of one task beside each other: a line for each, with what it changed, used and took. */
final class Comparison {
    private final List<List<String>> lines = new ArrayList<>();

    /** @param further names of columns that {@link #add} gives values for */
    Comparison(String... further) {
        List<String> heading = new ArrayList<>(List.of("agent"));
        heading.addAll(List.of(further));
        heading.addAll(List.of("state", "files", "lines", "tokens", "cost", "time"));
        lines.add(heading);
    }

    void add(JsonNode run, Duration took, String... further) {
        JsonNode diff = run.path("diff");
        JsonNode usage = run.path("usage");
        List<String> line = new ArrayList<>(List.of(Json.safe(run, "agent")));
        line.addAll(List.of(further));
        line.add(Json.safe(run, "state"));
        line.add(String.valueOf(Json.number(diff, "files")));
        line.add("+" + Json.number(diff, "added") + " −" + Json.number(diff, "removed"));
        line.add(Format.count(Json.number(usage, "inputTokens")
                + Json.number(usage, "outputTokens")
                + Json.number(usage, "cacheReadTokens")
                + Json.number(usage, "cacheWriteTokens")));
        line.add(
                usage.path("costUsd").isNumber()
                        ? Format.cost(usage.path("costUsd").asDouble())
                        : "–");
        line.add(Format.elapsed(took));
        lines.add(line);
    }

    /** The table, its heading first. */
    List<String> show(Style style) {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Width.of(line.get(i)));
            }
        }
        List<String> shown = new ArrayList<>();
        for (int row = 0; row < lines.size(); row++) {
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                text.append(Width.pad(lines.get(row).get(i), widths[i])).append("  ");
            }
            String line = text.toString().stripTrailing();
            shown.add(row == 0 ? style.dim(line) : line);
        }
        return shown;
    }
}
