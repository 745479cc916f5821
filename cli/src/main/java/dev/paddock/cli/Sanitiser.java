package dev.paddock.cli;

/**
 * Makes text from agents, repositories and servers safe to show. Complete CSI sequences (colours, cursor) are dropped; every other
 * control character, and every invisible or direction-changing one, is shown by name, so that nothing hides and nothing acts.
 */
final class Sanitiser {
    private static final int ESCAPE = 0x1b;

    private Sanitiser() {}

    /** For one line: line ends and tabs become blanks. */
    static String line(String text) {
        return clean(text, false);
    }

    /** For several lines: line feeds and tabs stay, CR LF becomes LF. */
    static String text(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean lines) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int end = c == ESCAPE ? endOfCsi(text, i) : i;
            if (end > i) {
                i = end;
                continue;
            }
            i += Character.charCount(c);
            boolean lineEnd = c == '\r' && i < text.length() && text.charAt(i) == '\n';
            if (!lineEnd) {
                append(out, c, lines);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static void append(StringBuilder out, int c, boolean lines) {
        if (c == '\n' || c == '\t') {
            out.append(lines ? (char) c : ' ');
        } else if (c < 0x20) {
            out.appendCodePoint(0x2400 + c);
        } else if (c == 0x7f) {
            out.append('\u2421');
        } else if (isHidden(c)) {
            out.append("<U+").append(String.format("%04X", c)).append('>');
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            out.append('\ufffd');
        } else {
            out.appendCodePoint(c);
        }
    }

    /** Characters that a terminal acts on or does not show: C1 controls, formats, separators, blanks without width, tags, private use. */
    static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default ->
                // Fillers and joiners that count as letters or marks.
                c == 0x034f
                        || c == 0x115f
                        || c == 0x1160
                        || c == 0x3164
                        || c == 0xffa0
                        || c == 0x17b4
                        || c == 0x17b5
                        || (c >= 0x180b && c <= 0x180f)
                        || (c >= 0xe0100 && c <= 0xe01ef);
        };
    }

    /** The index behind the complete CSI sequence that starts at {@code start}; {@code start} where there is none. */
    private static int endOfCsi(String text, int start) {
        int i = start + 1;
        if (i >= text.length() || text.charAt(i) != '[') {
            return start;
        }
        i++;
        while (i < text.length() && i < start + 64 && text.charAt(i) >= 0x20 && text.charAt(i) <= 0x3f) {
            i++;
        }
        return i < text.length() && text.charAt(i) >= 0x40 && text.charAt(i) <= 0x7e ? i + 1 : start;
    }
}
