package dev.paddock.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The live runs as a table that is never wider than it may be. Every text is safe for a terminal. */
final class TopTable {
    private static final int NAME = 28;
    private static final int LEAST_NAME = 12;
    private static final int LEAST_LINE = 20;
    /** The most useful first: the first ones that fit are shown, in the order of the screen. */
    private static final List<Column> COLUMNS = List.of(
            new Column("TIME", 7, 4, TopTable::time),
            new Column("CPU", 5, 5, run -> readings(run).cpu()),
            new Column("STATE", 10, 2, run -> Json.safe(run, "state")),
            new Column("MEMORY", 8, 6, run -> readings(run).memory()),
            new Column("COST", 8, 10, TopTable::cost),
            new Column("TOKENS", 7, 9, TopTable::tokens),
            new Column("DISK", 8, 7, run -> readings(run).disk()),
            new Column("AGENT", 9, 3, run -> Json.safe(run, "agent")),
            new Column("PROCS", 5, 8, run -> readings(run).processes()));

    private final Style style;

    TopTable(Style style) {
        this.style = style;
    }

    /** @param place where it stands among the others */
    private record Column(String head, int width, int place, Function<JsonNode, String> value) {
        boolean left() {
            return place < 4;
        }

        String cell(String text) {
            String fitted = Width.fit(text, width);
            String blanks = " ".repeat(width - Width.of(fitted));
            return left() ? fitted + blanks : blanks + fitted;
        }
    }

    /**
     * The head and a line for each run.
     *
     * @param chosen index of the run that is marked, -1 for none
     */
    List<String> lines(List<JsonNode> runs, int width, int chosen) {
        int room = Math.clamp(width - 4L, 4, 400);
        int least = Math.min(LEAST_NAME, room);
        List<Column> columns = new ArrayList<>();
        int used = least;
        for (Column column : COLUMNS) {
            if (used + 1 + column.width() <= room) {
                columns.add(column);
                used += 1 + column.width();
            }
        }
        columns.sort((a, b) -> Integer.compare(a.place(), b.place()));
        int left = room - used;
        boolean withLine = left > LEAST_LINE;
        int name = least + Math.min(NAME - least, withLine ? Math.max(0, left - LEAST_LINE - 1) : left);
        int line = withLine ? room - used - (name - least) - 1 : 0;
        List<String> lines = new ArrayList<>();
        lines.add(style.dim(head(columns, name, line)));
        for (int i = 0; i < runs.size(); i++) {
            lines.add(row(runs.get(i), columns, name, line, i == chosen));
        }
        return lines;
    }

    private static String head(List<Column> columns, int name, int line) {
        StringBuilder text = new StringBuilder("    ").append(Width.pad("RUN", name));
        columns.forEach(column -> text.append(' ').append(column.cell(column.head())));
        return (line > 0 ? text.append(" LAST") : text).toString();
    }

    private String row(JsonNode run, List<Column> columns, int name, int line, boolean chosen) {
        String state = Json.text(run, "state");
        String label = Width.pad(label(run), name);
        StringBuilder text = new StringBuilder(chosen ? style.bold("> ") : "  ")
                .append(States.glyph(style, state))
                .append(' ')
                .append(chosen ? style.bold(label) : label);
        for (Column column : columns) {
            String cell = column.cell(column.value().apply(run));
            text.append(' ').append("STATE".equals(column.head()) ? States.word(style, state, column.width()) : cell);
        }
        if (line > 0) {
            String last = Json.safe(run, "line");
            boolean silent = last.isEmpty() || "waiting".equals(state) || "queued".equals(state);
            text.append(' ').append(style.dim(Width.fit(silent ? Json.safe(run, "reason") : last, line)));
        }
        return text.toString();
    }

    /** What a person calls a run where there is little room. */
    static String label(JsonNode run) {
        String name = Json.safe(run, "taskName");
        return name.isEmpty() ? Json.safe(run, "id") : name;
    }

    private static Readings readings(JsonNode run) {
        return new Readings(run.path("readings"));
    }

    private static String time(JsonNode run) {
        double seconds = run.path("workedSeconds").asDouble(0);
        return seconds <= 0 ? "" : Format.elapsed(Duration.ofSeconds((long) seconds));
    }

    private static String tokens(JsonNode run) {
        JsonNode usage = run.path("usage");
        long all = Json.number(usage, "inputTokens")
                + Json.number(usage, "cacheWriteTokens")
                + Json.number(usage, "cacheReadTokens")
                + Json.number(usage, "outputTokens");
        return all == 0 ? "" : Format.count(all);
    }

    private static String cost(JsonNode run) {
        double dollars = run.path("usage").path("costUsd").asDouble(0);
        return dollars <= 0 ? "" : Format.cost(dollars);
    }
}
