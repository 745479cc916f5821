package dev.paddock.gateway;

import java.io.EOFException;
import java.io.IOException;

/** A message body, read to its end according to its {@link Framing}. One thread. */
final class Body {
    private static final int MAX_CHUNK_DIGITS = 8;
    private static final int MAX_EXTRA = 8 * 1024;

    private final Input input;
    private final Framing framing;
    private final boolean strict;
    private long left;
    private boolean first = true;
    private boolean done;

    /** @param strict whether chunk extensions and trailers are refused (requests) or passed over (responses) */
    Body(Input input, Framing framing, boolean strict) {
        this.input = input;
        this.framing = framing;
        this.strict = strict;
        this.left = framing instanceof Framing.Length length ? length.bytes() : 0;
        this.done = framing instanceof Framing.None || (framing instanceof Framing.Length && left == 0);
    }

    Framing framing() {
        return framing;
    }

    boolean done() {
        return done;
    }

    /** Some bytes of the body; -1 at its end. A body that breaks off is an {@link EOFException}. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (done) {
            return -1;
        }
        return switch (framing) {
            case Framing.None none -> -1;
            case Framing.Length exact -> counted(into, offset, length, true);
            case Framing.Chunked chunked -> {
                if (left == 0 && !nextChunk()) {
                    done = true;
                    yield -1;
                }
                yield counted(into, offset, length, false);
            }
            case Framing.UntilClose open -> {
                int n = input.read(into, offset, length);
                done = n < 0;
                yield n;
            }
        };
    }

    private int counted(byte[] into, int offset, int length, boolean last) throws IOException {
        int n = input.read(into, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("message body ended early");
        }
        left -= n;
        done = last && left == 0;
        return n;
    }

    private boolean nextChunk() throws IOException {
        if (!first) {
            expect('\r');
            expect('\n');
        }
        first = false;
        int digits = 0;
        int c = input.read();
        for (int value = Character.digit(c, 16); c < 0x80 && value >= 0; value = Character.digit(c, 16)) {
            if (++digits > MAX_CHUNK_DIGITS) {
                throw bad("a chunk is too large");
            }
            left = left << 4 | value;
            c = input.read();
        }
        if (digits == 0) {
            throw bad("a chunk has no size");
        }
        if (c != '\r' && !strict) {
            c = skipLine(c);
        }
        if (c != '\r') {
            throw bad("a chunk size is followed by something else");
        }
        expect('\n');
        if (left > 0) {
            return true;
        }
        trailers();
        return false;
    }

    private void trailers() throws IOException {
        int c = input.read();
        while (c != '\r') {
            if (strict) {
                throw bad("the body has trailers");
            }
            c = skipLine(c);
            if (c == '\r') {
                expect('\n');
                c = input.read();
            }
        }
        expect('\n');
    }

    private int skipLine(int current) throws IOException {
        int c = current;
        for (int i = 0; c != '\r'; i++) {
            if (c < 0 || c == '\n' || i > MAX_EXTRA) {
                throw bad("a chunk extension or trailer is broken");
            }
            c = input.read();
        }
        return c;
    }

    private void expect(int wanted) throws IOException {
        int c = input.read();
        if (c < 0) {
            throw new EOFException("message body ended early");
        }
        if (c != wanted) {
            throw bad("a chunk does not end with CR LF");
        }
    }

    private static RefusedException bad(String why) {
        return new RefusedException(Refusal.BAD_FRAMING, why);
    }
}
