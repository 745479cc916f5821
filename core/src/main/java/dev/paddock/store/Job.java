package dev.paddock.store;

import dev.paddock.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A change that waits for the writer; it fails alone and succeeds with its group. Confined to the writer after it was queued. */
final class Job<T extends @Nullable Object> {
    private static final String SAVEPOINT = "job";

    private final Function<Tx, T> work;
    private final CompletableFuture<T> result;
    private @Nullable Runnable completion;

    Job(Function<Tx, T> work, CompletableFuture<T> result) {
        this.work = work;
        this.result = result;
    }

    CompletableFuture<T> result() {
        return result;
    }

    void run(Handle handle, List<Event> events, Redaction redaction) {
        handle.savepoint(SAVEPOINT);
        Tx tx = new Tx(handle, redaction);
        T value;
        try {
            value = work.apply(tx);
        } catch (RuntimeException e) {
            handle.rollbackToSavepoint(SAVEPOINT);
            completion = () -> result.completeExceptionally(e);
            return;
        }
        handle.releaseSavepoint(SAVEPOINT);
        events.addAll(tx.appended());
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
