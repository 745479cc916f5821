package dev.paddock.bench;

import dev.paddock.store.Store;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists of tasks, of a server that has a hundred thousand. */
final class ListBench {
    private static final int TASKS = 100_000;
    private static final int ASKED = 200;

    private ListBench() {}

    static List<Row> run(Scratch scratch, Installed installed) throws Exception {
        Path home = Files.createDirectories(scratch.directory().resolve("list-home"));
        List<String> ids = fill(home);
        Timings timings = new Timings();
        try (ServerProcess server = ServerProcess.start(home, installed)) {
            Map<String, String> lists = Map.of(
                    "newest", "/tasks?limit=100",
                    "deep", "/tasks?limit=100&before=" + ids.get(TASKS / 2),
                    "project", "/tasks?limit=100&project=one",
                    "failed", "/tasks?limit=100&state=failed",
                    "live", "/tasks?limit=100&state=live");
            for (int i = 0; i < ASKED + 20; i++) {
                for (Map.Entry<String, String> list : lists.entrySet()) {
                    timings.time(list.getKey(), () -> server.get(list.getValue()));
                }
                if (i == 20) {
                    timings.forget();
                }
            }
        }
        String budget = "p99 < 50 ms";
        return List.of(
                Row.tail("100 of 100,000 tasks: the newest", timings.of("newest"), budget),
                Row.tail("— the page in the middle", timings.of("deep"), budget),
                Row.tail("— the newest of one project of ten", timings.of("project"), budget),
                Row.tail("— the failed ones, one in a thousand", timings.of("failed"), budget),
                Row.tail("— those at work: none", timings.of("live"), budget));
    }

    private static List<String> fill(Path home) {
        Instant now = Instant.now();
        List<Project> projects = new ArrayList<>();
        for (String name : List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")) {
            projects.add(new Project(
                    Ids.project(),
                    name,
                    "/nonexistent/" + name,
                    null,
                    new Author("Person", "person@example.org"),
                    now));
        }
        List<String> ids = new ArrayList<>();
        try (Store store = Store.open(home.resolve("paddock.db"))) {
            store.change(tx -> projects.forEach(tx::insert));
            for (int from = 0; from < TASKS; from += 5_000) {
                int first = from;
                store.change(tx -> {
                    for (int i = first; i < first + 5_000; i++) {
                        Project project = projects.get(i % projects.size());
                        Task task = new Task(
                                Ids.task(),
                                "task-" + i,
                                "Do something that takes a line or two to say, as people's goals do.",
                                project.id(),
                                "0".repeat(40),
                                null,
                                List.of(),
                                TaskOptions.NONE,
                                now);
                        ids.add(task.id());
                        tx.insert(task);
                        String run = Ids.run();
                        tx.insert(run, task, "claude", "agent/task-" + i, "waits");
                        if (i % 1_000 == 0) {
                            tx.become(run, new RunState.Preparing(), "a sandbox is being made");
                            tx.become(run, new RunState.Failed(), "it ended");
                        } else {
                            tx.become(run, new RunState.Cancelled(), "it ended");
                        }
                    }
                });
            }
        }
        return ids;
    }
}
