package dev.paddock.server;

import dev.paddock.egress.Target;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.store.Query;
import dev.paddock.store.Store;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the run or task that a person means. */
final class Lookup {
    private final Store store;

    Lookup(Store store) {
        this.store = store;
    }

    /** By id, a beginning of one, task name or task/agent. NOT_FOUND names what there is, CONFLICT what it could be. */
    Run run(String key) {
        return store.read(query -> run(query, key));
    }

    static Run run(Query query, String key) {
        List<Run> found = key.isBlank() || key.length() > 300 ? List.of() : query.find(key);
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            List<Task> newest = query.tasks("", "", "", 3);
            String near = newest.stream()
                    .flatMap(task -> query.runsOfTask(task.id()).stream().map(run -> name(task, run)))
                    .limit(5)
                    .collect(Collectors.joining(", "));
            throw new PaddockException(
                    ErrorCode.NOT_FOUND,
                    "there is no run " + shown(key)
                            + (near.isEmpty() ? "; no run was started yet" : "; the newest are " + near));
        }
        String names = found.stream()
                .map(run -> query.task(run.task()).map(task -> name(task, run)).orElse(run.id()))
                .collect(Collectors.joining(", "));
        throw new PaddockException(ErrorCode.CONFLICT, shown(key) + " could be any of " + names + "; say which");
    }

    /**
     * What a request names by project or run; everything where it names neither.
     *
     * @throws PaddockException INVALID where it names both
     */
    Target target(@Nullable String project, @Nullable String run) {
        String ofProject = project == null ? "" : project;
        String ofRun = run == null ? "" : run;
        if (!ofProject.isEmpty() && !ofRun.isEmpty()) {
            throw new PaddockException(ErrorCode.INVALID, "name a project or a run, not both");
        }
        if (!ofProject.isEmpty()) {
            return store.read(query -> new Target.OfProject(project(query, ofProject)));
        }
        if (ofRun.isEmpty()) {
            return new Target.Everything();
        }
        return store.read(query -> {
            Run found = run(query, ofRun);
            return new Target.OfRun(found, query.task(found.task()).orElseThrow(), project(query, found.project()));
        });
    }

    private static Project project(Query query, String key) {
        return query.project(key)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no project " + shown(key) + "; `paddock project list` shows those there are"));
    }

    /** By id, or by name where one task has it. */
    static Task task(Query query, String key) {
        Optional<Task> exact = query.task(key);
        if (exact.isPresent()) {
            return exact.get();
        }
        List<String> tasks = key.contains("/") || key.length() > 300
                ? List.of()
                : query.find(key).stream().map(Run::task).distinct().toList();
        if (tasks.size() == 1) {
            return query.task(tasks.getFirst()).orElseThrow();
        }
        if (tasks.isEmpty()) {
            throw new PaddockException(
                    ErrorCode.NOT_FOUND, "there is no task " + shown(key) + "; `paddock list` shows those there are");
        }
        throw new PaddockException(
                ErrorCode.CONFLICT,
                shown(key) + " could be any of the tasks " + String.join(", ", tasks) + "; say which");
    }

    private static String name(Task task, Run run) {
        return run.id() + " (" + task.name() + "/" + run.agent() + ")";
    }

    private static String shown(String key) {
        return key.length() > 60 ? key.substring(0, 60) + "…" : key;
    }
}
