package dev.paddock.cli;

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
