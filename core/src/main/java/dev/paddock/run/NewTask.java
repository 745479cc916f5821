package dev.paddock.run;

import dev.paddock.task.Task.Rehearsed;
import dev.paddock.task.TaskOptions;
import java.util.List;
import java.util.Map;
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
 * @param options what else was chosen
 * @param keys vendor → secret for this task alone; kept in memory only
 */
public record NewTask(
        String goal,
        @Nullable String name,
        String project,
        @Nullable String base,
        List<String> agents,
        @Nullable Rehearsed rehearsal,
        List<String> allow,
        TaskOptions options,
        Map<String, String> keys) {
    public NewTask {
        agents = List.copyOf(agents);
        allow = List.copyOf(allow);
        keys = Map.copyOf(keys);
    }

    /** With nothing chosen but a goal, a project and agents. */
    public static NewTask of(String goal, String project, List<String> agents) {
        return new NewTask(goal, null, project, null, agents, null, List.of(), TaskOptions.NONE, Map.of());
    }

    /** Without its keys. */
    @Override
    public String toString() {
        return "NewTask[" + name + ", " + project + ", " + agents + "]";
    }
}
