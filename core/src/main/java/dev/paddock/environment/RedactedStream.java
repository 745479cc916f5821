package dev.paddock.environment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * A process's output with secrets replaced by their names, also where one comes in pieces: what may be the beginning of one is held back until more has
 * come or the stream has ended. For one thread.
 */
final class RedactedStream extends InputStream {
    private final InputStream source;
    private final List<Needle> needles;
    private final byte[] buffer = new byte[16_384];
    private String held = "";
    private byte[] ready = new byte[0];
    private int taken;
    private boolean ended;

    RedactedStream(InputStream source, Collection<Needle> longestFirst) {
        this.source = source;
        // One byte a character, so that nothing is cut within one.
        this.needles = longestFirst.stream()
                .map(needle -> new Needle(bytes(needle.text()), needle.name()))
                .toList();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (taken == ready.length) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, ready.length - taken);
        System.arraycopy(ready, taken, to, offset, count);
        taken += count;
        return count;
    }

    private void fill() throws IOException {
        int count = source.read(buffer);
        ended = count < 0;
        String text = held + (ended ? "" : new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        for (Needle needle : needles) {
            text = text.replace(needle.text(), bytes(needle.shown()));
        }
        int keep = ended ? 0 : beginning(text);
        held = text.substring(text.length() - keep);
        ready = text.substring(0, text.length() - keep).getBytes(StandardCharsets.ISO_8859_1);
        taken = 0;
    }

    /** How many characters at the end may be the beginning of a secret. */
    private int beginning(String text) {
        int most = 0;
        for (Needle needle : needles) {
            for (int length = Math.min(needle.text().length() - 1, text.length()); length > most; length--) {
                if (needle.text().startsWith(text.substring(text.length() - length))) {
                    most = length;
                }
            }
        }
        return most;
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public int available() {
        return ready.length - taken;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
