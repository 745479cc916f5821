package dev.paddock.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is under way on a connection after it was allowed: counts bytes, knows how it ended. Any thread. */
final class Flow {
    private final Verdict verdict;
    private final long start = System.nanoTime();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile Closed.@Nullable End end;

    Flow(Verdict verdict) {
        this.verdict = verdict;
    }

    long up(long bytes) {
        return up.addAndGet(bytes);
    }

    void down(long bytes) {
        down.addAndGet(bytes);
    }

    /** The first reason given counts. */
    synchronized void ended(Closed.End how) {
        if (end == null) {
            end = how;
        }
    }

    /** How it ended; null while that is open. */
    Closed.@Nullable End end() {
        return end;
    }

    Duration duration() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    Closed closed() {
        Closed.End how = end;
        return new Closed(verdict, up.get(), down.get(), duration(), how == null ? Closed.End.DONE : how);
    }
}
