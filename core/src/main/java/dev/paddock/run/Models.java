package dev.paddock.run;

import dev.paddock.gateway.ModelRoute;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.util.Map;

/** Where the model requests of a run go: to its vendor with the server's credential, or to the rehearsal. Thread-safe. */
public interface Models {
    /**
     * Checks before a task is taken that its agents will reach their models.
     *
     * @throws dev.paddock.error.PaddockException PREREQUISITE if no credential is there, saying how to give one
     */
    void check(Task task, String vendor);

    /** Keeps the keys that a run of a task was started with, in memory, until it is released. */
    default void keep(Run run, Map<String, String> keys) {}

    /** The route for a run, the same after the server restarted. */
    ModelRoute route(Task task, Run run, String vendor);

    /** The run has ended; what was kept for its routes can go. */
    void release(Run run);
}
