package dev.paddock.store;

import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.time.Instant;
import java.util.List;

/** Projects, tasks and runs with no more to them than they must have. */
public final class Samples {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");

    private Samples() {}

    static Project project() {
        return new Project(Ids.project(), "shop", "/tmp/shop", null, new Author("Ada", "ada@example.com"), NOW);
    }

    /** @param project its id */
    public static Task task(String project) {
        return new Task(Ids.task(), "fix", "Fix it", project, "0".repeat(40), null, List.of(), TaskOptions.NONE, NOW);
    }

    /** Puts a task with these runs in a project of its own. */
    public static void insert(Store store, String... runs) {
        Project project = project();
        Task task = task(project.id());
        store.change(tx -> {
            tx.insert(project);
            tx.insert(task);
            for (String run : runs) {
                tx.insert(run, task, "claude", "agent/" + run, "waits");
            }
        });
    }
}
