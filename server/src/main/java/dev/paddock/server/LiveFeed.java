package dev.paddock.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the live table to any number of clients, again and again. It is made once an interval for all of them, on a thread of the feed's own, and only while somebody
 * watches. Thread-safe.
 */
final class LiveFeed implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveFeed.class.getName());

    private final LiveTable table;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition watched = lock.newCondition();
    private final Condition made = lock.newCondition();
    private int watching;
    private long number;
    private byte[] message = new byte[0];
    private boolean closed;

    LiveFeed(LiveTable table, Duration interval) {
        this.table = table;
        this.interval = interval;
        Thread.ofPlatform().daemon().name("live-feed").start(this::produce);
    }

    /** Writes to one client, on its thread, until it goes, the feed is closed or the thread interrupted. */
    void stream(OutputStream out) throws IOException {
        long seen;
        lock.lock();
        try {
            seen = number;
            watching++;
            watched.signal();
        } finally {
            lock.unlock();
        }
        try {
            while (true) {
                byte[] next;
                lock.lock();
                try {
                    while (!closed && number == seen) {
                        made.await();
                    }
                    if (closed) {
                        return;
                    }
                    seen = number;
                    next = message;
                } finally {
                    lock.unlock();
                }
                out.write(next);
                out.flush();
            }
        } catch (InterruptedException e) {
            // The server stops: the stream ends here and the client comes back.
            return;
        } finally {
            lock.lock();
            try {
                watching--;
            } finally {
                lock.unlock();
            }
        }
    }

    private void produce() {
        try {
            while (awaitWatcher()) {
                byte[] next = null;
                try {
                    next = ("event: live\ndata: " + Json.text(table.now()) + "\n\n").getBytes(StandardCharsets.UTF_8);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "can't make the live table", e);
                }
                publish(next == null ? ":\n\n".getBytes(StandardCharsets.US_ASCII) : next);
                rest();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the live feed was interrupted");
        }
    }

    private boolean awaitWatcher() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && watching == 0) {
                watched.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void publish(byte[] next) {
        lock.lock();
        try {
            message = next;
            number++;
            made.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws InterruptedException {
        lock.lock();
        try {
            long left = interval.toNanos();
            while (!closed && left > 0) {
                left = watched.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            watched.signalAll();
            made.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
