package dev.paddock.rehearsal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Server-sent events that leave piece by piece. Used by one thread. */
final class PacedStream {
    private final BufferedOutputStream out;
    private final Duration every;
    private final int cutAfter;
    private int pieces;

    PacedStream(OutputStream out, Duration every, int cutAfter) {
        this.out = new BufferedOutputStream(out, 8_192);
        this.every = every;
        this.cutAfter = cutAfter;
    }

    void write(byte[] event) throws IOException {
        out.write(event);
    }

    /**
     * Ends a piece: it leaves now, and the next comes after a while.
     *
     * @throws ConnectionCut when the script breaks the connection here
     */
    void pause() throws IOException, InterruptedException {
        pieces++;
        boolean cut = cutAfter != Reply.WHOLE && pieces >= cutAfter;
        if (cut || !every.isZero()) {
            out.flush();
        }
        if (cut) {
            throw new ConnectionCut();
        }
        if (!every.isZero()) {
            Thread.sleep(every);
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The script breaks the connection. */
    static final class ConnectionCut extends IOException {
        private static final long serialVersionUID = 1L;

        ConnectionCut() {
            super("cut by the script");
        }
    }
}
