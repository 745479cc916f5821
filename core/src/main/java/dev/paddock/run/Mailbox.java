package dev.paddock.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The notes that wait for one supervisor. Notes that say nothing new are dropped, so it stays small however busy the agent is. Thread-safe; once closed,
 * it takes nothing more, so no note is lost between a supervisor's last look and its end.
 */
final class Mailbox {
    private static final int BOUND = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Note> notes = new ArrayDeque<>();
    private boolean closed;

    /** False if nobody will read it. */
    boolean offer(Note note) {
        lock.lock();
        try {
            if (closed || notes.size() >= BOUND) {
                return false;
            }
            if (!notes.contains(note)) {
                notes.addLast(note);
                arrived.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next note; null when none came in this time. */
    @Nullable
    Note take(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (notes.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return notes.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Closes it if nothing waits in it; false if something does. */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            closed = notes.isEmpty();
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Closes it and gives what still waited. */
    ArrayDeque<Note> close() {
        lock.lock();
        try {
            closed = true;
            ArrayDeque<Note> left = new ArrayDeque<>(notes);
            notes.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
