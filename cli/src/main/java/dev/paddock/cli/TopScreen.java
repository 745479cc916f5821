package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code paddock top} shows and what its keys do. Knows no terminal. Not safe for several threads. */
final class TopScreen {
    private static final int MOST_LINES = 2_000;

    private final Style style;
    private final TopTable table;
    private List<JsonNode> runs = List.of();
    private long queued;
    private boolean known;
    private String chosen = "";
    private String message = "";
    private String trouble = "";
    private @Nullable Log log;
    /** The run whose stop is asked for; empty for none. */
    private String asked = "";

    TopScreen(Style style) {
        this.style = style;
        this.table = new TopTable(style);
    }

    /** What a key asks of who shows the screen. */
    sealed interface Wish {
        record Nothing() implements Wish {}

        record Leave() implements Wish {}

        record Stop(String run) implements Wish {}

        /** The run's events behind {@code after}. */
        record Log(String run, long after) implements Wish {}
    }

    /** The log of one run, as far as it is known. */
    private static final class Log {
        private final String run;
        private final String title;
        private final Transcript transcript = new Transcript();
        private final List<String> lines = new ArrayList<>();
        private long seq;

        Log(String run, String title) {
            this.run = run;
            this.title = title;
        }
    }

    /** The server's newest view. */
    void take(JsonNode view) {
        runs = Json.list(view, "runs");
        queued = Json.number(view, "queued");
        known = true;
        trouble = "";
        if (index(asked) < 0) {
            // A yes must not reach the run that is chosen next.
            asked = "";
        }
        if (index(chosen) < 0) {
            chosen = runs.isEmpty() ? "" : Json.text(runs.getFirst(), "id");
        }
    }

    /** Why no view comes; shown until one does. */
    void lost(String why) {
        trouble = Sanitiser.line(why);
    }

    /** A line at the bottom; empty for none. */
    void say(String what) {
        message = Sanitiser.line(what);
    }

    /** An event of the run whose log is shown. */
    void event(JsonNode event) {
        Log shown = log;
        if (shown != null && Json.number(event, "seq") > shown.seq) {
            shown.seq = Json.number(event, "seq");
            shown.transcript.accept(event).forEach(line -> shown.lines.add(line.show(new Style(false))));
            if (shown.lines.size() > MOST_LINES) {
                shown.lines.subList(0, shown.lines.size() - MOST_LINES).clear();
            }
        }
    }

    /** What of a log is wanted, so that it stays live. */
    Wish refresh() {
        Log shown = log;
        return shown == null ? new Wish.Nothing() : new Wish.Log(shown.run, shown.seq);
    }

    /** @param key as {@link Keys} gives them */
    Wish key(String key) {
        String stops = asked;
        asked = "";
        message = "";
        if ("end".equals(key)) {
            return new Wish.Leave();
        }
        if (!stops.isEmpty()) {
            return "y".equals(key) ? new Wish.Stop(stops) : new Wish.Nothing();
        }
        if (log != null) {
            if (List.of("q", "escape", "enter", "l").contains(key)) {
                log = null;
            }
            return new Wish.Nothing();
        }
        return switch (key) {
            case "q" -> new Wish.Leave();
            case "up", "k" -> move(-1);
            case "down", "j" -> move(1);
            case "s" -> {
                asked = chosen;
                yield new Wish.Nothing();
            }
            case "enter", "l" -> {
                int at = index(chosen);
                log = at < 0 ? null : new Log(chosen, TopTable.label(runs.get(at)));
                yield refresh();
            }
            default -> new Wish.Nothing();
        };
    }

    private Wish move(int by) {
        if (!runs.isEmpty()) {
            chosen = Json.text(runs.get(Math.clamp(index(chosen) + by, 0, runs.size() - 1)), "id");
        }
        return new Wish.Nothing();
    }

    private int index(String id) {
        for (int i = 0; i < runs.size(); i++) {
            if (Json.text(runs.get(i), "id").equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** No more lines than rows, none wider than the columns. */
    List<String> lines(Terminal.Size size) {
        int width = size.columns() - 1;
        Log shown = log;
        List<String> lines = new ArrayList<>();
        if (shown != null) {
            lines.add(style.bold(Width.fit(shown.title + "  " + shown.run, width)));
            int room = size.rows() - 3;
            shown.lines.stream()
                    .skip(Math.max(0, shown.lines.size() - room))
                    .forEach(line -> lines.add(Width.fit(line, width)));
            lines.add(foot("q back", width));
            return lines;
        }
        long work = runs.stream()
                .filter(run -> !"queued".equals(Json.text(run, "state")))
                .count();
        lines.add(style.bold(Width.fit("paddock top", width))
                + Width.fit("  " + work + " live, " + queued + " queued", Math.max(0, width - 11)));
        if (runs.isEmpty()) {
            lines.add(Width.fit(known ? "Nothing is at work. `paddock run \"GOAL\"` starts something." : "…", width));
        } else {
            int room = Math.max(1, size.rows() - 4);
            int at = index(chosen);
            int from = Math.clamp(at - room + 1, 0, Math.max(0, runs.size() - room));
            List<JsonNode> part = runs.subList(from, Math.min(runs.size(), from + room));
            lines.addAll(table.lines(part, width, at - from));
        }
        lines.add(foot("↑↓ choose  s stop  enter log  q leave", width));
        return lines;
    }

    private String foot(String keys, int width) {
        if (!asked.isEmpty()) {
            String name = TopTable.label(runs.get(index(asked)));
            // The keys stay in sight whatever the name is.
            String question = "Stop " + Width.fit(name, Math.max(1, width - 14)) + "? y / n";
            return style.yellow(Width.fit(question + "  Its work is kept.", width));
        }
        String said = message.isEmpty() ? trouble : message;
        return said.isEmpty() ? style.dim(Width.fit(keys, width)) : style.yellow(Width.fit(said, width));
    }
}
