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
    private @Nullable Log log;
    private boolean asking;

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
        if (index() < 0) {
            chosen = runs.isEmpty() ? "" : Json.text(runs.getFirst(), "id");
        }
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

    /** @param key a letter, or {@code up}, {@code down}, {@code enter}, {@code escape} */
    Wish key(String key) {
        boolean wasAsking = asking;
        asking = false;
        message = "";
        if (wasAsking) {
            return "y".equals(key) && !chosen.isEmpty() ? new Wish.Stop(chosen) : new Wish.Nothing();
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
                asking = !chosen.isEmpty();
                yield new Wish.Nothing();
            }
            case "enter", "l" -> {
                int at = index();
                log = at < 0 ? null : new Log(chosen, TopTable.label(runs.get(at)));
                yield refresh();
            }
            default -> new Wish.Nothing();
        };
    }

    private Wish move(int by) {
        if (!runs.isEmpty()) {
            chosen = Json.text(runs.get(Math.clamp(index() + by, 0, runs.size() - 1)), "id");
        }
        return new Wish.Nothing();
    }

    private int index() {
        for (int i = 0; i < runs.size(); i++) {
            if (Json.text(runs.get(i), "id").equals(chosen)) {
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
            int from = Math.clamp(index() - room + 1, 0, Math.max(0, runs.size() - room));
            List<JsonNode> part = runs.subList(from, Math.min(runs.size(), from + room));
            lines.addAll(table.lines(part, width, index() - from));
        }
        lines.add(foot("↑↓ choose  s stop  enter log  q leave", width));
        return lines;
    }

    private String foot(String keys, int width) {
        if (asking) {
            int at = index();
            String name = at < 0 ? chosen : TopTable.label(runs.get(at));
            return style.yellow(Width.fit("Stop " + name + "? Its work is kept. y / n", width));
        }
        return message.isEmpty() ? style.dim(Width.fit(keys, width)) : style.yellow(Width.fit(message, width));
    }
}
