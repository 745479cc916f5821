package dev.paddock.server;

import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.workspace.RunDirectories.Held;
import java.util.List;
import java.util.Map;

/** What the API does to runs that have ended; CONFLICT for those that have not. Safe for use by several threads. */
public interface OutcomeControl {
    /** Writes down what became of the work. */
    Run record(String run, EventBody.Outcome outcome);

    /** Frees all but journal, branch and diff. */
    Run discard(String run);

    /** Deletes runs with their journals; a task goes with its last run. */
    void delete(List<String> runs);

    /** Ends the agents that a project's ended runs keep warm. */
    void releaseAll(String project);

    /** What a run holds on the disk. */
    Held held(String run);

    /** Queues the same goal again: a new run, or this one from where it failed. */
    Run restart(String run, boolean fromFailure, Map<String, String> limits);
}
