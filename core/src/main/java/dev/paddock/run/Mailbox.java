package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The notes that wait for one supervisor. Notes that say nothing new are dropped and those of people bounded, so it stays small however busy they and the agent are.
 * Thread-safe; once closed, it takes nothing more, so no note is lost between a supervisor's last look and its end.
 */
final class Mailbox {
    private static final int BOUND = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Note> notes = new ArrayDeque<>();
    private boolean closed;

    /**
     * False if nobody will read it.
     *
     * @throws PaddockException LIMIT if it is a person's and 1,000 wait
     */
    boolean offer(Note note) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (note instanceof Note.Asked && notes.size() >= BOUND) {
                throw new PaddockException(
                        ErrorCode.LIMIT, "the run has not yet come to " + BOUND + " requests; try again in a moment");
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

    boolean closed() {
        lock.lock();
        try {
            return closed;
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
