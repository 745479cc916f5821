package dev.paddock.run;

import dev.paddock.task.Task.Rehearsed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param name short name, null to make one of the goal
 * @param project id, name, path or URL of a project that is known
 * @param base branch, tag or commit; null for the project's default branch
 * @param agents one run for each; empty for the default agent
 * @param rehearsal null for the vendor's model
 * @param allow further hosts, in the form of the allow-list
 */
public record NewTask(
        String goal,
        @Nullable String name,
        String project,
        @Nullable String base,
        List<String> agents,
        @Nullable Rehearsed rehearsal,
        List<String> allow) {
    public NewTask {
        agents = List.copyOf(agents);
        allow = List.copyOf(allow);
    }
}
