package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events (WHATWG HTML, "Server-sent events"). Not safe for several threads. */
final class SseReader implements AutoCloseable {
    private static final int MAX_LINE = 64 << 20;

    private final LineReader lines;

    SseReader(InputStream stream) {
        this.lines = new LineReader(stream, MAX_LINE);
    }

    /**
     * One message.
     *
     * @param id what to go on behind after a reconnect; null where it has none
     * @param data its data lines, joined
     */
    record Message(@Nullable String id, String data) {}

    /** The next message with data; null at the end of the stream, where an unfinished message is dropped. */
    @Nullable
    Message next() throws IOException {
        String id = null;
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isEmpty()) {
                if (any) {
                    return new Message(id, data.toString());
                }
                id = null;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            if ("data".equals(field)) {
                data.append(any ? "\n" : "").append(value);
                any = true;
            } else if ("id".equals(field)) {
                id = value;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
