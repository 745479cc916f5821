package dev.paddock.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Buffered bytes from a connection. Used by one thread at a time; {@link #watch} is the one exception it manages itself. */
final class Input {
    /** Where the bytes come from; -1 at the end, as {@link java.io.InputStream#read(byte[], int, int)}. */
    @FunctionalInterface
    interface Source {
        int read(byte[] into, int offset, int length) throws IOException;
    }

    private static final int INITIAL = 8 * 1024;

    private final Source source;
    private byte[] buffer = new byte[INITIAL];
    private int position;
    private int end;
    private boolean ended;
    private @Nullable CompletableFuture<Integer> ahead;

    Input(Source source) {
        this.source = source;
    }

    /**
     * One message head with its final empty line, or null when the connection ends before its first byte. Every byte is
     * checked as it arrives, so that nonsense is refused before it is complete.
     *
     * @param obsText whether bytes above ASCII may occur (in responses)
     */
    byte @Nullable [] head(int max, boolean obsText) throws IOException {
        settle();
        int scanned = 0;
        int line = 0;
        while (true) {
            while (position + scanned < end) {
                int c = buffer[position + scanned] & 0xff;
                int before = scanned == 0 ? 0 : buffer[position + scanned - 1];
                scanned++;
                if ((c == '\n') != (before == '\r')) {
                    throw bad("a line does not end with CR LF");
                }
                if (c == '\n') {
                    if (scanned - 2 == line) {
                        return take(scanned, line == 0);
                    }
                    line = scanned;
                } else if ((c < 0x20 && c != '\r' && c != '\t') || c == 0x7f || (c > 0x7f && !obsText)) {
                    throw bad("the head has a control byte or one outside ASCII");
                }
                if (scanned >= max) {
                    throw new RefusedException(Refusal.HEADERS_TOO_LARGE, "more than " + max + " bytes");
                }
            }
            if (fill() < 0) {
                if (scanned == 0) {
                    return null;
                }
                throw new EOFException("connection ended inside a message head");
            }
        }
    }

    private byte[] take(int length, boolean onlyEmptyLine) {
        if (onlyEmptyLine) {
            throw bad("the head is empty");
        }
        byte[] head = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return head;
    }

    /** Reads some bytes, buffered ones first; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException {
        settle();
        if (position == end && !ended && length >= buffer.length) {
            return source.read(into, offset, length);
        }
        if (position == end && fill() < 0) {
            return -1;
        }
        int n = Math.min(length, end - position);
        System.arraycopy(buffer, position, into, offset, n);
        position += n;
        return n;
    }

    /** The next byte; -1 at the end. */
    int read() throws IOException {
        settle();
        if (position == end && fill() < 0) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    void readFully(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = read(into, offset + done, length - done);
            if (n < 0) {
                throw new EOFException("connection ended early");
            }
            done += n;
        }
    }

    /** Takes out what is buffered. */
    byte[] drain() throws IOException {
        settle();
        byte[] rest = Arrays.copyOfRange(buffer, position, end);
        position = end;
        return rest;
    }

    /**
     * Reads ahead on a thread of its own so that the other side's leaving is noticed while nothing is expected from it. The
     * bytes stay buffered; the next read waits for this one.
     *
     * @param onEnd runs on that thread when the connection ends
     */
    void watch(String threadName, Runnable onEnd) {
        if (position < end || ahead != null) {
            return;
        }
        CompletableFuture<Integer> future = new CompletableFuture<>();
        ahead = future;
        Thread.ofVirtual().name(threadName).start(() -> {
            try {
                int n = fill();
                future.complete(n);
                if (n < 0) {
                    onEnd.run();
                }
            } catch (IOException | RuntimeException e) {
                future.completeExceptionally(e);
                onEnd.run();
            }
        });
    }

    /** Waits for what is being read ahead, so that the buffer is this thread's alone again. */
    private void settle() throws IOException {
        CompletableFuture<Integer> future = ahead;
        if (future == null) {
            return;
        }
        ahead = null;
        try {
            future.join();
        } catch (CompletionException e) {
            throw new IOException("connection failed", e.getCause());
        }
    }

    private int fill() throws IOException {
        if (ended) {
            return -1;
        }
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int n = source.read(buffer, end, buffer.length - end);
        if (n > 0) {
            end += n;
        }
        ended = n < 0;
        return n;
    }

    private static RefusedException bad(String why) {
        return new RefusedException(Refusal.BAD_REQUEST, why);
    }
}
