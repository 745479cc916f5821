package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Agents;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Task;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The agents whose programs a run's sandbox holds beside the one that leads it. */
final class Companions {
    private Companions() {}

    /** Those of a task for a run that {@code lead} leads. */
    static List<AgentFile> of(Agents agents, Task task, String lead) {
        return task.options().with().stream()
                .distinct()
                .filter(name -> !name.equals(lead))
                .map(agents::get)
                .toList();
    }

    /** The names of all their model routes. */
    static Set<String> routes(AgentFile lead, List<AgentFile> with) {
        Set<String> routes = new LinkedHashSet<>();
        lead.models().forEach(model -> routes.add(model.route()));
        with.forEach(other -> other.models().forEach(model -> routes.add(model.route())));
        return routes;
    }

    /** @throws PaddockException INVALID if another agent could not call this one */
    static void check(AgentFile file) {
        if (file.commands().isEmpty()) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "agent " + file.name() + " can't be called by another: its file names no commands");
        }
    }
}
