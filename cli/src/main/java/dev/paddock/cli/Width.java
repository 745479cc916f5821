package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How many cells text takes on a terminal, for text that {@link Sanitiser} has seen. */
final class Width {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private Width() {}

    static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** The beginning of the text that fits, with an ellipsis where something was cut. */
    static String fit(String text, int cells) {
        if (of(text) <= cells) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            used += of(c);
            if (used > cells - 1) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return cells < 1 ? "" : kept.append('…').toString();
    }

    /** The text, cut or filled with blanks to exactly so many cells. */
    static String pad(String text, int cells) {
        String fitted = fit(text, cells);
        return fitted + " ".repeat(Math.max(0, cells - of(fitted)));
    }

    /**
     * The text in lines of at most so many cells, broken at blanks; a word that is longer stays whole, so that it can be copied. Colours that this command
     * set take no cells.
     */
    static List<String> wrap(String text, int cells) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            int width = of(COLOUR.matcher(word).replaceAll(""));
            if (used > 0 && used + 1 + width > cells) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                used = 0;
            }
            if (used > 0) {
                line.append(' ').append(word);
                used += 1 + width;
            } else if (!word.isEmpty()) {
                line.append(word);
                used = width;
            }
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** Unicode's East Asian wide and full-width blocks, and emoji. */
    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || (c >= 0x2e80 && c <= 0xa4cf)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xfe30 && c <= 0xfe6f)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0xffe0 && c <= 0xffe6)
                        || (c >= 0x1f300 && c <= 0x1faff)
                        || (c >= 0x20000 && c <= 0x3fffd));
    }
}
