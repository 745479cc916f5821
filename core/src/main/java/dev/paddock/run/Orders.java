package dev.paddock.run;

import dev.paddock.account.LaunchKeys;
import dev.paddock.agent.AgentFile;
import dev.paddock.egress.Egress;
import dev.paddock.egress.Target;
import dev.paddock.environment.Variables;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.store.Tx;
import dev.paddock.task.Ids;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import dev.paddock.workspace.Slug;
import dev.paddock.workspace.Upstreams;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes what people order: checks that it can be done, and queues the runs. Whoever queues a run goes through here. Safe for use by several threads. */
final class Orders {
    private static final int MOST_QUEUED = 100_000;

    private final Parts parts;
    private final Upstreams upstreams;

    Orders(Parts parts, Upstreams upstreams) {
        this.parts = parts;
        this.upstreams = upstreams;
    }

    /** @see Runs#start */
    Started take(NewTask request) {
        if (request.goal().isBlank()) {
            throw new PaddockException(ErrorCode.INVALID, "a task needs a goal");
        }
        Project project = parts.store()
                .read(query -> query.project(request.project()))
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND, "there is no project " + request.project() + "; `paddock project list`"));
        String name = request.name() == null || request.name().isBlank() ? Slug.of(request.goal()) : request.name();
        List<String> agents = request.agents().isEmpty() ? List.of(parts.defaultAgent()) : request.agents();
        List<String> allow = request.allow().stream()
                .map(rule -> Egress.canonical(rule, false))
                .toList();
        request.options().variables().forEach((key, value) -> Variables.checkValue(Variables.checkName(key), value));
        parts.limits().with(request.options().limits());
        String base = upstreams.resolve(project.id(), request.base() == null ? "HEAD" : request.base());
        upstreams.pin(project.id(), base);
        Task task = new Task(
                Ids.task(),
                name,
                request.goal(),
                project.id(),
                base,
                request.rehearsal(),
                allow,
                LaunchKeys.note(request.options(), request.keys()),
                parts.store().clock().instant().truncatedTo(ChronoUnit.MICROS));
        String word = request.options().mode();
        PermissionMode mode = word == null ? parts.mode() : PermissionMode.of(word);
        agents.forEach(agent -> check(task, agent, mode));
        return parts.store().write(tx -> {
            tx.insert(task);
            List<Run> runs = new ArrayList<>();
            for (String agent : agents) {
                Run run = queue(tx, task, agent, mode, "waits for a place");
                // Before anything can start it.
                parts.models().keep(run, request.keys());
                runs.add(run);
            }
            return new Started(task, runs);
        });
    }

    /** Queues a run of a task that is there, with the goal as its first message. */
    Run queue(Tx tx, Task task, String agent, PermissionMode mode, String reason) {
        if (tx.count(Set.of("queued")) >= MOST_QUEUED) {
            throw new PaddockException(ErrorCode.LIMIT, "the queue is full: " + MOST_QUEUED + " runs wait");
        }
        String id = Ids.run();
        tx.insert(id, task, agent, freeBranch(tx, task.project(), Slug.of(task.name())), reason);
        Project project = tx.project(task.project()).orElseThrow();
        parts.egress().begin(tx, new Target.OfRun(tx.run(id).orElseThrow(), task, project));
        tx.mode(id, mode);
        tx.limits(id, task.options().limits());
        tx.say(id, task.goal());
        return tx.run(id).orElseThrow();
    }

    /**
     * Checks that an agent can do a task in a mode, beside the task's companions.
     *
     * @throws PaddockException PREREQUISITE or INVALID if it can't
     */
    void check(Task task, String agent, PermissionMode mode) {
        checkMode(check(task, agent), mode);
        OwnHome.check(parts.home(), task);
        task.options().with().forEach(companion -> Companions.check(check(task, companion)));
    }

    private AgentFile check(Task task, String agent) {
        AgentFile file = parts.agents().get(agent);
        if (!parts.agents().installed(agent)) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "agent " + agent + " is not installed; `paddock agent install " + agent + "`");
        }
        file.models().forEach(model -> parts.models().check(task, model.route()));
        return file;
    }

    static void checkMode(AgentFile file, PermissionMode mode) {
        if (file.protocol() == AgentFile.Protocol.COMMAND && mode != PermissionMode.BYPASS) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "agent " + file.name()
                            + " is a plain command, which can't ask: it works in mode bypass only, not in "
                            + mode.word());
        }
    }

    private static String freeBranch(Tx tx, String project, String slug) {
        // By doubling and halving: a name may be taken thousands of times.
        int taken = 0;
        int free = 1;
        while (tx.branchTaken(project, Slug.branch(slug, free))) {
            taken = free;
            free *= 2;
        }
        while (free - taken > 1) {
            int middle = (taken + free) / 2;
            if (tx.branchTaken(project, Slug.branch(slug, middle))) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return Slug.branch(slug, free);
    }
}
