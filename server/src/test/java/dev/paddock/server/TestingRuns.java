package dev.paddock.server;

import dev.paddock.agent.Answer;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.process.Processes;
import dev.paddock.run.NewTask;
import dev.paddock.run.Started;
import dev.paddock.run.Use;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Readings;
import dev.paddock.store.Store;
import dev.paddock.task.Approval;
import dev.paddock.task.Ids;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.workspace.RunDirectories.Held;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs in a real store, without agents; {@code exec} starts real processes of this machine. */
final class TestingRuns implements RunControl {
    private final Store store;
    /** How often a sandbox was measured. */
    final AtomicInteger measured = new AtomicInteger();

    final Set<Process> processes = ConcurrentHashMap.newKeySet();

    TestingRuns(Store store) {
        this.store = store;
    }

    void say(String run, int count) {
        store.change(tx -> {
            for (int i = 0; i < count; i++) {
                tx.append(run, new EventBody.Text("piece " + i, "m"));
            }
        });
    }

    @Override
    public Started start(NewTask asked) {
        return store.write(tx -> {
            Project project = tx.project(asked.project())
                    .orElseThrow(() -> new PaddockException(ErrorCode.NOT_FOUND, "there is no such project"));
            String name = asked.name() == null ? "task" : asked.name();
            Task task = new Task(
                    Ids.task(),
                    name,
                    asked.goal(),
                    project.id(),
                    "0".repeat(40),
                    asked.rehearsal(),
                    asked.allow(),
                    asked.options(),
                    tx.now());
            tx.insert(task);
            List<String> agents = asked.agents().isEmpty() ? List.of("claude") : asked.agents();
            List<Run> runs = agents.stream()
                    .map(agent -> {
                        String id = Ids.run();
                        tx.insert(id, task, agent, "agent/" + id, "waits for its turn");
                        return tx.run(id).orElseThrow();
                    })
                    .toList();
            return new Started(task, runs);
        });
    }

    @Override
    public Run stop(String run) {
        return store.write(tx -> {
            tx.become(run, new RunState.Cancelled(), "stopped");
            return tx.run(run).orElseThrow();
        });
    }

    @Override
    public Run interrupt(String run) {
        return store.read(query -> query.run(run).orElseThrow());
    }

    @Override
    public Run say(String run, String text) {
        return store.write(tx -> {
            tx.append(run, new EventBody.Prompt(text));
            return tx.run(run).orElseThrow();
        });
    }

    @Override
    public Run answer(String run, Answer answer) {
        return store.write(tx -> {
            Approval asked = tx.approvals(run).stream()
                    .filter(a -> a.id().equals(answer.id()) && a.hash().equals(answer.hash()))
                    .findFirst()
                    .orElseThrow(() -> new PaddockException(ErrorCode.CONFLICT, "nothing waits for this answer"));
            tx.append(
                    run,
                    permission(asked.id(), asked.hash(), answer.approved() ? "approved" : "rejected", answer.by()));
            return tx.run(run).orElseThrow();
        });
    }

    /** The agent asks. */
    void ask(String run, String id, String hash) {
        store.change(tx -> {
            tx.become(run, new RunState.Preparing(), "");
            tx.become(run, new RunState.Running(), "");
            tx.append(run, permission(id, hash, null, null));
            tx.become(run, new RunState.Waiting(RunState.WaitingFor.APPROVAL), "rm -rf build");
        });
    }

    private static EventBody.Permission permission(
            String id, String hash, @Nullable String decision, @Nullable String by) {
        return new EventBody.Permission(
                id,
                "t",
                "rm -rf build",
                "execute",
                null,
                null,
                null,
                null,
                List.of("Yes", "No"),
                null,
                hash,
                decision,
                decision,
                by,
                null);
    }

    @Override
    public Run mode(String run, PermissionMode mode) {
        return store.write(tx -> {
            tx.choose(run, mode);
            return tx.run(run).orElseThrow();
        });
    }

    @Override
    public Process exec(String run, List<String> command, @Nullable String directory) {
        Process process = Processes.start(command, Map.of("PATH", "/usr/bin:/bin"), null);
        processes.add(process);
        return process;
    }

    @Override
    public String lack() {
        return "a place: 8 of 8 runs are at work";
    }

    @Override
    public boolean alive(String run) {
        return store.read(query -> !query.run(run).orElseThrow().state().ended());
    }

    @Override
    public Optional<Use> use(String run) {
        measured.incrementAndGet();
        return Optional.of(new Use(new Readings(1_000, 2_500_000_000L, 3), 42.04, new DiskUse(8_192, 2)));
    }

    @Override
    public Map<String, Use> uses() {
        Map<String, Use> uses = new HashMap<>();
        store.read(query -> query.runsIn(Set.of("running", "waiting")))
                .forEach(run -> uses.put(run.id(), use(run.id()).orElseThrow()));
        return uses;
    }

    @Override
    public RunLimits limits(String run) {
        return RunLimits.standard().with(store.read(query -> query.limits(run)));
    }

    @Override
    public Run record(String run, EventBody.Outcome outcome) {
        return store.write(tx -> {
            tx.outcome(run, outcome);
            return tx.run(run).orElseThrow();
        });
    }

    @Override
    public Run discard(String run) {
        return record(run, new EventBody.Outcome("discarded", null, null));
    }

    @Override
    public void delete(List<String> runs) {
        store.change(tx -> runs.forEach(tx::removeRun));
    }

    @Override
    public void releaseAll(String project) {}

    @Override
    public Held held(String run) {
        return new Held(4_096, 512);
    }

    @Override
    public Run restart(String run, boolean fromFailure, Map<String, String> limits) {
        return store.write(tx -> {
            tx.become(run, new RunState.Queued(), fromFailure ? "goes on" : "once more");
            return tx.run(run).orElseThrow();
        });
    }
}
