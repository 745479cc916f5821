package dev.paddock.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends connections that took too long. Blocking channel reads know no time-out, so one thread looks over all watches a few
 * times a second.
 */
final class Reaper implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> chores = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofVirtual().name("gateway-reaper").start(this::run);
    private volatile boolean closed;

    /** Starts watching something that {@code end} closes. */
    Watch watch(Duration limit, Runnable end) {
        Watch watch = new Watch(limit, end);
        watches.add(watch);
        return watch;
    }

    /** Runs something small at every look. */
    void chore(Runnable chore) {
        chores.add(chore);
    }

    void forget(Runnable chore) {
        chores.remove(chore);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                continue;
            }
            long now = System.nanoTime();
            watches.forEach(w -> w.check(now));
            chores.forEach(Runnable::run);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** One thing with a time limit, counted from its start or from the last sign of life. */
    final class Watch implements AutoCloseable {
        private final Runnable end;
        // Written by the connection's threads, read by the reaper.
        private volatile long since = System.nanoTime();
        private volatile long limit;

        private Watch(Duration limit, Runnable end) {
            this.limit = limit.toNanos();
            this.end = end;
        }

        void touch() {
            since = System.nanoTime();
        }

        void limit(Duration newLimit) {
            limit = newLimit.toNanos();
            touch();
        }

        private void check(long now) {
            if (now - since > limit) {
                close();
                end.run();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
