package dev.paddock.cli;

import java.util.List;

/** A patch as a terminal shows it. */
final class Patch {
    private Patch() {}

    /** Its lines, safe and coloured. */
    static List<String> show(String patch, Style style) {
        return patch.lines().map(line -> colour(line, style)).toList();
    }

    private static String colour(String raw, Style style) {
        String line = Sanitiser.text(raw);
        if (line.startsWith("diff ") || line.startsWith("+++") || line.startsWith("---")) {
            return style.bold(line);
        }
        if (line.startsWith("@@")) {
            return style.cyan(line);
        }
        if (line.startsWith("+")) {
            return style.green(line);
        }
        if (line.startsWith("-")) {
            return style.red(line);
        }
        boolean header = line.startsWith("index ") || line.startsWith("new file") || line.startsWith("deleted file");
        return header ? style.dim(line) : line;
    }
}
