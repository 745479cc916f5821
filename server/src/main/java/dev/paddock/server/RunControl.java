package dev.paddock.server;

import dev.paddock.agent.Answer;
import dev.paddock.run.NewTask;
import dev.paddock.run.Started;
import dev.paddock.run.Use;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API does to runs. Safe for use by several threads. */
public interface RunControl extends OutcomeControl {
    Started start(NewTask task);

    Run stop(String run);

    Run interrupt(String run);

    Run say(String run, String text);

    /** Gives the agent a person's answer to a permission request; CONFLICT when it does not wait for it. */
    Run answer(String run, Answer answer);

    /** Changes the permission mode. */
    Run mode(String run, PermissionMode mode);

    /** Starts a process in the run's live sandbox, with pipes for its streams; CONFLICT when there is none. */
    Process exec(String run, List<String> command, @Nullable String directory);

    /** What the next queued run waits for, in a person's words; empty where none has to wait. */
    String lack();

    boolean alive(String run);

    /** What a run's live sandbox uses; empty where it has none. */
    Optional<Use> use(String run);

    /** What every live sandbox uses, by run. */
    Map<String, Use> uses();

    /** What a run may use. */
    RunLimits limits(String run);
}
