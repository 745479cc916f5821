package dev.paddock.cli;

/** Prints named facts about one thing, a line each. In a terminal, what is too long for it goes on in the next line, below where it began. */
final class Facts {
    private static final int NAME = 10;
    private static final int LEAST = 10;

    private final Caller caller;
    private final int columns;

    Facts(Caller caller) {
        this.caller = caller;
        this.columns =
                caller.terminal().out() ? caller.terminal().measure().get().columns() - 1 : Integer.MAX_VALUE;
    }

    /** What it is about. */
    void head(String mark, String value) {
        line(mark + " ", 2, value);
    }

    /** @param value safe for a terminal, perhaps coloured; nothing is printed where it is empty */
    void row(String name, String value) {
        if (!value.isEmpty()) {
            line("  " + caller.outStyle().dim(Width.pad(name, NAME)), 2 + NAME, value);
        }
    }

    /** @param cells that {@code head} takes */
    void line(String head, int cells, String value) {
        String before = head;
        for (String line : Width.wrap(value, Math.max(LEAST, columns - cells))) {
            caller.out().println(before + line);
            before = " ".repeat(cells);
        }
    }
}
