package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.store.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writes live events to any number of clients, each on its caller's virtual thread and from its own place in the journal: a slow client delays itself
 * alone. Closing ends all streams; clients come back with the last id they saw.
 */
final class Watchers implements AutoCloseable {
    private static final int BATCH = 256;
    /** Characters of an event whose words are kept for the next client. */
    private static final int SHARED = 16 << 10;

    private final Journal journal;
    private final int most;
    private final Duration heartbeat;
    private final AtomicReferenceArray<Message> newest = new AtomicReferenceArray<>(BATCH);
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    Watchers(Journal journal, int most, Duration heartbeat) {
        this.journal = journal;
        this.most = most;
        this.heartbeat = heartbeat;
    }

    /** Refuses when there are too many. */
    void enter() {
        synchronized (threads) {
            if (closed) {
                throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping");
            }
            if (threads.size() >= most) {
                throw new PaddockException(ErrorCode.LIMIT, "there are " + most + " watchers already; close some");
            }
            threads.add(Thread.currentThread());
        }
    }

    void leave() {
        synchronized (threads) {
            threads.remove(Thread.currentThread());
            // An interrupt was meant for the stream, not for what this thread does next.
            Thread.interrupted();
        }
    }

    /** Writes events of these runs, or of all where empty, until the client goes or the server stops. */
    void stream(Set<String> runs, long after, OutputStream out) throws IOException {
        out.write(": paddock\n\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        long place = after;
        long written = System.nanoTime();
        try {
            while (!closed()) {
                Journal.Batch batch = journal.read(runs, place, BATCH);
                place = batch.next();
                for (Event event : batch.events()) {
                    out.write(message(event));
                }
                if (!batch.events().isEmpty()) {
                    out.flush();
                    written = System.nanoTime();
                    continue;
                }
                Duration silent = Duration.ofNanos(System.nanoTime() - written);
                if (silent.compareTo(heartbeat) >= 0) {
                    out.write(":\n\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    written = System.nanoTime();
                    silent = Duration.ZERO;
                }
                if (!journal.await(place, heartbeat.minus(silent))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The server stops: the stream ends here and the client comes back.
            return;
        }
    }

    private record Message(long id, byte[] bytes) {}

    /** An event goes to many clients, and is put into words for the first. */
    private byte[] message(Event event) {
        if (event.json().length() > SHARED) {
            return words(event);
        }
        int place = (int) (event.id() % BATCH);
        Message known = newest.get(place);
        if (known == null || known.id() != event.id()) {
            known = new Message(event.id(), words(event));
            newest.set(place, known);
        }
        return known.bytes();
    }

    private static byte[] words(Event event) {
        return ("id: " + event.id() + "\nevent: " + EventTypes.word(event.body()) + "\ndata: " + event.json() + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private boolean closed() {
        synchronized (threads) {
            return closed;
        }
    }

    @Override
    public void close() {
        synchronized (threads) {
            closed = true;
            threads.forEach(Thread::interrupt);
        }
    }
}
