package dev.paddock.run;

import dev.paddock.sandbox.Sandbox;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether a run is to be stopped while it is prepared, and what must be killed then. Thread-safe. */
final class Stopping {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private @Nullable Sandbox sandbox; // guarded by this

    CompletableFuture<Void> asked() {
        return asked;
    }

    void ask() {
        asked.complete(null);
        Sandbox present;
        synchronized (this) {
            present = sandbox;
        }
        if (present != null) {
            present.kill();
        }
    }

    /** This one is at work now, null for none. */
    void atWork(@Nullable Sandbox of) {
        synchronized (this) {
            sandbox = of;
        }
        if (of != null && asked.isDone()) {
            of.kill();
        }
    }
}
