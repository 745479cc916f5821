package dev.paddock.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a set-up script says, gathered on a thread of its own: the head of it for the journal, its end for a failure. */
final class SetUpOutput {
    private static final int MOST_TOLD = 1 << 18;
    private static final int MOST_PENDING = 1 << 16;
    private static final int MOST_LINE = 8_192;
    private static final int LAST_CHARS = 1_500;
    private static final int LAST_LINES = 12;

    private final Thread reader;
    // Both guarded by this.
    private final StringBuilder pending = new StringBuilder();
    private final StringBuilder end = new StringBuilder();
    private int told;

    SetUpOutput(InputStream stream) {
        reader = Thread.ofPlatform().daemon().name("set-up-output").start(() -> gather(stream));
    }

    private void gather(InputStream stream) {
        char[] buffer = new char[8_192];
        try (Reader text = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                add(new String(buffer, 0, n));
            }
        } catch (IOException e) {
            // It was killed: what came before counts.
            add("");
        }
    }

    private synchronized void add(String piece) {
        end.append(piece);
        end.delete(0, Math.max(0, end.length() - LAST_CHARS));
        int room = Math.min(MOST_PENDING - pending.length(), MOST_TOLD - told - pending.length());
        if (room >= piece.length()) {
            pending.append(piece);
        } else if (room > 0) {
            pending.append(piece, 0, room).append("\n… (more is not kept)\n");
        }
    }

    /** The whole lines that came since the last call, or all that came. */
    synchronized String fresh(boolean all) {
        int end = all || pending.length() > MOST_LINE ? pending.length() : pending.lastIndexOf("\n") + 1;
        String text = pending.substring(0, end);
        told += text.length();
        pending.delete(0, end);
        return text;
    }

    /** The last lines. */
    synchronized String last() {
        String[] lines = end.toString().strip().split("\\R");
        int from = Math.max(0, lines.length - LAST_LINES);
        return String.join("\n", java.util.Arrays.copyOfRange(lines, from, lines.length));
    }

    /** Waits until all was read; what the script left behind may hold the pipe, so not for long. */
    void await() throws InterruptedException {
        reader.join(Duration.ofSeconds(2));
    }
}
