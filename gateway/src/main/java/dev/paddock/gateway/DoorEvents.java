package dev.paddock.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Hands one door's events to its listener, on one thread, through a bounded queue. */
final class DoorEvents implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DoorEvents.class.getName());
    private static final int WAITING = 8192;
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private long failures; // of the delivering thread alone; every power of two is logged
    private volatile boolean closed;

    DoorEvents(String door) {
        thread = Thread.ofVirtual().name("door-events-" + door).start(this::deliver);
    }

    void post(Runnable event) {
        if (!queue.offer(event) && Long.bitCount(dropped.incrementAndGet()) == 1) {
            LOG.log(Level.WARNING, "{0}: {1} events dropped, the listener is too slow", thread.getName(), dropped);
        }
    }

    private void deliver() {
        while (true) {
            try {
                Runnable event = closed ? queue.poll() : queue.take();
                if (event == null) {
                    return;
                }
                event.run();
            } catch (InterruptedException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "door events thread interrupted", e);
                }
            } catch (RuntimeException | LinkageError e) {
                failures++;
                if (Long.bitCount(failures) == 1) {
                    LOG.log(Level.WARNING, thread.getName() + ": the listener failed " + failures + " times", e);
                }
            }
        }
    }

    /** Delivers what is due, for a few seconds at most, and ends. */
    @Override
    public void close() {
        closed = true;
        post(() -> {});
        try {
            if (!thread.join(LAST_CALLS)) {
                LOG.log(Level.WARNING, "{0}: the listener did not take the last events", thread.getName());
                queue.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
