package dev.paddock.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads UTF-8 lines of a bounded length, ended by LF, CR LF or CR. Not safe for several threads. */
final class LineReader implements AutoCloseable {
    private final InputStream stream;
    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean afterReturn;

    LineReader(InputStream stream, int limit) {
        this.stream = new BufferedInputStream(stream, 32_768);
        this.limit = limit;
    }

    /** The next line without its end; null at the end of the stream. */
    @Nullable
    String next() throws IOException {
        line.reset();
        for (int b = stream.read(); b >= 0; b = stream.read()) {
            boolean secondHalf = afterReturn && b == '\n';
            afterReturn = b == '\r';
            if (secondHalf) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() >= limit) {
                throw new IOException("a line is longer than " + limit + " bytes");
            }
            line.write(b);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
