package dev.paddock.store;

import dev.paddock.event.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits for the writer; it fails alone and succeeds with its group. One that is patient waits on where the database can't be written. Confined to
 * the writer after it was queued.
 */
final class Job<T extends @Nullable Object> {
    private static final String SAVEPOINT = "job";

    private final Function<Tx, T> work;
    private final CompletableFuture<T> result;
    private final boolean patient;
    private List<Event> events = List.of(); // read by who waits for the result
    private @Nullable Runnable completion;

    Job(Function<Tx, T> work, CompletableFuture<T> result, boolean patient) {
        this.work = work;
        this.result = result;
        this.patient = patient;
    }

    boolean patient() {
        return patient;
    }

    /** What it wrote; once its result is there. */
    List<Event> events() {
        return events;
    }

    CompletableFuture<T> result() {
        return result;
    }

    /** Does it; throws only where the database can't be written. */
    void run(Handle handle, JournalWriter journals, List<Event> all, Redaction redaction, InstantSource clock) {
        handle.savepoint(SAVEPOINT);
        Tx tx = new Tx(handle, journals, redaction, clock.instant());
        T value;
        try {
            value = work.apply(tx);
        } catch (RuntimeException e) {
            if (Trouble.is(e)) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            completion = () -> result.completeExceptionally(e);
            return;
        }
        handle.releaseSavepoint(SAVEPOINT);
        events = tx.appended();
        all.addAll(events);
        completion = () -> result.complete(value);
    }

    void complete() {
        if (completion != null) {
            completion.run();
        }
    }

    void fail(RuntimeException cause) {
        result.completeExceptionally(cause);
    }
}
