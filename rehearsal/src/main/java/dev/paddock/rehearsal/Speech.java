package dev.paddock.rehearsal;

import java.io.IOException;

/** Says texts in pieces, at the pace of a reply. Used by one thread. */
final class Speech {
    /** An endless or very long text ends here where it has to be kept or isn't streamed. */
    static final int LONGEST_WHOLE = 8 << 20;

    private final PacedStream out;
    private final Step.Pace pace;

    Speech(PacedStream out, Step.Pace pace) {
        this.out = out;
        this.pace = pace;
    }

    /** Takes one piece and writes it in the form of its API. */
    interface Piece {
        void say(String piece) throws IOException;
    }

    /** Says a text over as often as it wants to be; returns how many characters that were. */
    long say(Part.Text text, Piece form) throws IOException, InterruptedException {
        long said = 0;
        long atOnce = Math.max(1, pace.chars() / Math.max(1, text.text().length()));
        long left = text.repeat() == Part.ENDLESS ? Long.MAX_VALUE : text.repeat();
        while (left > 0) {
            String some = text.text().repeat((int) Math.min(left, atOnce));
            say(some, form);
            said += some.length();
            left -= Math.min(left, atOnce);
        }
        return said;
    }

    void say(String text, Piece form) throws IOException, InterruptedException {
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + pace.chars());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            form.say(text.substring(at, end));
            out.pause();
            at = end;
        }
    }

    /** The text at once, as far as there is room for it. */
    static String whole(Part.Text text, long room) {
        long wanted = text.repeat() == Part.ENDLESS ? Long.MAX_VALUE : text.repeat();
        long fits = Math.max(
                1, Math.min(LONGEST_WHOLE, room) / Math.max(1, text.text().length()));
        return text.text().repeat((int) Math.min(wanted, fits));
    }
}
