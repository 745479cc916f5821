package dev.paddock.cli;

import tools.jackson.databind.JsonNode;

/** How a run's state looks. */
final class States {
    private States() {}

    static String glyph(Style style, String state) {
        return switch (state) {
            case "finished" -> style.green("✓");
            case "failed" -> style.red("✗");
            case "cancelled" -> style.yellow("■");
            case "waiting" -> style.yellow("?");
            case "queued" -> style.dim("·");
            default -> style.cyan("●");
        };
    }

    /** What a queued or parked run waits for: its place in the queue, or its time; empty for others. */
    static String patience(JsonNode run) {
        String until = Times.until(Json.text(run, "due"));
        if (!until.isEmpty()) {
            String waiting = Json.safe(run, "waiting");
            return (waiting.isEmpty() ? "next try " : waiting + " until ") + until;
        }
        long place = Json.number(run.path("queue"), "place");
        return place == 0 ? "" : Format.ordinal(place) + " in queue";
    }

    /** The word, coloured, filled up to {@code cells}. */
    static String word(Style style, String state, int cells) {
        String word = Width.pad(Sanitiser.line(state), cells);
        return switch (state) {
            case "finished" -> style.green(word);
            case "failed" -> style.red(word);
            case "cancelled", "waiting" -> style.yellow(word);
            case "queued" -> style.dim(word);
            default -> style.cyan(word);
        };
    }
}
