package dev.paddock.store;

import dev.paddock.event.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Follows the events of all runs as they become durable. Readers keep their own place, so a slow one delays nobody: the newest events come from
 * memory, older ones from the database. Thread-safe.
 */
public final class Journal {
    private static final int KEPT = 4096;
    private static final long KEPT_CHARS = 16 << 20;

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final ArrayDeque<Event> recent = new ArrayDeque<>();
    private long recentChars;
    private long forgotten;
    private long last;
    private boolean closed;

    Journal(Store store, long last) {
        this.store = store;
        this.last = last;
        this.forgotten = last;
    }

    void publish(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            for (Event event : events) {
                recent.addLast(event);
                recentChars += event.json().length();
                last = event.id();
            }
            while (recent.size() > KEPT || (recentChars > KEPT_CHARS && recent.size() > 1)) {
                Event old = recent.removeFirst();
                recentChars -= old.json().length();
                forgotten = old.id();
            }
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The id of the newest event. */
    public long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What comes behind a place.
     *
     * @param events in order; may be empty although there is more to come
     * @param next the place to go on from
     */
    public record Batch(List<Event> events, long next) {}

    /** Events of these runs, or of all where empty, behind {@code after}; returns at once. */
    public Batch read(Set<String> runs, long after, int limit) {
        lock.lock();
        try {
            if (after >= forgotten) {
                List<Event> found = new ArrayList<>();
                long next = Math.max(after, last);
                for (Event event : behind(after)) {
                    if (runs.isEmpty() || runs.contains(event.run())) {
                        if (found.size() == limit) {
                            next = found.getLast().id();
                            break;
                        }
                        found.add(event);
                    }
                }
                return new Batch(found, next);
            }
        } finally {
            lock.unlock();
        }
        long known = last();
        List<Event> stored = store.read(query -> query.eventsBehind(runs, after, limit));
        return new Batch(stored, stored.size() == limit ? stored.getLast().id() : Math.max(after, known));
    }

    /** From the newest back: whoever keeps up looks at few. */
    private ArrayDeque<Event> behind(long after) {
        ArrayDeque<Event> behind = new ArrayDeque<>();
        Iterator<Event> newestFirst = recent.descendingIterator();
        while (newestFirst.hasNext()) {
            Event event = newestFirst.next();
            if (event.id() <= after) {
                break;
            }
            behind.addFirst(event);
        }
        return behind;
    }

    /** Waits until there is an event behind {@code after}, the time is over or the store closes; false once it is closed. */
    public boolean await(long after, Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (last <= after && !closed && left > 0) {
                left = grown.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
