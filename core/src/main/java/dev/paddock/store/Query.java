package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventJson;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.Approval;
import dev.paddock.task.Cleaning;
import dev.paddock.task.EgressRule;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.Upkeep;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What can be asked of the store; one consistent view for the length of a {@link Store#read}. Confined to that call. */
public sealed class Query permits Tx {
    final Handle handle;

    Query(Handle handle) {
        this.handle = handle;
    }

    public List<Project> projects() {
        return handle.createQuery("select * from project order by name")
                .map(Rows::project)
                .list();
    }

    /** By id, name, path or URL. */
    public Optional<Project> project(String key) {
        return handle.createQuery("select * from project where id = :k or name = :k or path = :k or url = :k"
                        + " order by id = :k desc, name = :k desc limit 1")
                .bind("k", key)
                .map(Rows::project)
                .findOne();
    }

    public Optional<Task> task(String id) {
        return handle.createQuery("select * from task where id = ?")
                .bind(0, id)
                .map(Rows::task)
                .findOne();
    }

    /**
     * Tasks, newest first.
     *
     * @param before id of the task behind which the page starts, empty for the first page
     * @param project id, empty for all
     * @param state a state's word, {@code live} for all that have not ended, empty for all
     */
    public List<Task> tasks(String before, String project, String state, int limit) {
        return new Listing(handle).tasks(before, project, state, limit);
    }

    public Optional<Run> run(String id) {
        return handle.createQuery("select * from run where id = ?")
                .bind(0, id)
                .map(Rows::run)
                .findOne();
    }

    /** In the order in which they were started. */
    public List<Run> runsOfTask(String task) {
        return handle.createQuery("select * from run where task = ? order by number")
                .bind(0, task)
                .map(Rows::run)
                .list();
    }

    /** Of several tasks, at most 1,000; by task, each in the order in which they were started. */
    public Map<String, List<Run>> runsOfTasks(Collection<String> tasks) {
        if (tasks.isEmpty()) {
            return Map.of();
        }
        return handle
                .createQuery("select * from run where task in (<tasks>) order by number")
                .bindList("tasks", List.copyOf(tasks))
                .map(Rows::run)
                .stream()
                .collect(Collectors.groupingBy(Run::task));
    }

    /** Whether a branch of this name belongs to a run of the project. */
    public boolean branchTaken(String project, String branch) {
        return handle.createQuery("select count(*) from run where project = ? and branch = ?")
                        .bind(0, project)
                        .bind(1, branch)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    public List<Run> runsOfProject(String project) {
        return handle.createQuery("select * from run where project = ? order by number")
                .bind(0, project)
                .map(Rows::run)
                .list();
    }

    /** Runs in one of these states, oldest first. */
    public List<Run> runsIn(Set<String> states) {
        if (states.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("select * from run where state in (<states>) order by number")
                .bindList("states", states)
                .map(Rows::run)
                .list();
    }

    /**
     * Runs that a person may mean: by id, by the beginning of one, by a task's name or id, or by {@code task/agent}.
     *
     * @return at most ten; the exact id alone where there is one
     */
    public List<Run> find(String key) {
        Optional<Run> exact = run(key);
        if (exact.isPresent()) {
            return List.of(exact.get());
        }
        return new Listing(handle).runs(key);
    }

    /** What is kept of all runs, those that ended first first; those that have not ended at the end. */
    public List<Upkeep> upkeep() {
        return new Keeping(handle).all();
    }

    /** What is kept of a run. */
    public Optional<Upkeep> upkeep(String run) {
        return new Keeping(handle).of(run);
    }

    /**
     * Checks that a run can go on.
     *
     * @throws PaddockException CONFLICT if its workspace was cleaned up
     */
    public void requireWorkspace(String run) {
        Upkeep upkeep = upkeep(run).orElse(null);
        if (upkeep != null && upkeep.freed() != null) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + run + " can't go on: its workspace and conversation were "
                            + ("discarded".equals(upkeep.outcome()) ? "discarded" : "cleaned up") + " at "
                            + upkeep.freed().truncatedTo(ChronoUnit.SECONDS) + "; `paddock restart " + run
                            + "` begins anew");
        }
    }

    /** Whether a run that has not ended starts from this commit. */
    public boolean startsFrom(String project, String commit) {
        return new Keeping(handle).startsFrom(project, commit);
    }

    /** The runs that started from this commit and ended, and whose workspaces were not cleaned up. */
    public List<String> keptOver(String project, String commit) {
        return new Keeping(handle).over(project, commit);
    }

    /** What the last clean-up did. */
    public Optional<Cleaning> lastCleaning() {
        return new Keeping(handle).last();
    }

    /** The rules of the allow-list that people made: global ones, those of the project and of the run, either of which may be empty. */
    public List<EgressRule> egress(String project, String run) {
        return new Allowed(handle).of(project, run);
    }

    /** What waits for a place and for its time. */
    public Queue queue() {
        return new Queue(handle);
    }

    public long count(Set<String> states) {
        return handle.createQuery("select count(*) from run where state in (<states>)")
                .bindList("states", states)
                .mapTo(Long.class)
                .one();
    }

    public long runCount() {
        return handle.createQuery("select count(*) from run").mapTo(Long.class).one();
    }

    /** What a collecting run is to become; {@code FINISHED} where nothing else was asked. */
    public RunState.Kind heading(String run) {
        return handle.createQuery("select heading from run where id = ?")
                .bind(0, run)
                .mapTo(String.class)
                .findOne()
                .map(word -> RunState.Kind.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(RunState.Kind.FINISHED);
    }

    public AgentPosition position(String run) {
        return handle.createQuery("select * from run where id = ?")
                .bind(0, run)
                .map(Rows::position)
                .findOne()
                .orElse(AgentPosition.NONE);
    }

    /** The run's permission mode. */
    public PermissionMode mode(String run) {
        return handle.createQuery("select mode from run where id = ?")
                .bind(0, run)
                .mapTo(String.class)
                .findOne()
                .map(PermissionMode::of)
                .orElse(PermissionMode.BYPASS);
    }

    /** What the run may use where a person chose it, as {@link dev.paddock.task.RunLimits#with} reads it. */
    public Map<String, String> limits(String run) {
        return new Spending(handle).may(run);
    }

    /** What waits for a person's approval, oldest first. */
    public List<Approval> approvals() {
        return new Approvals(handle).all();
    }

    /** What of this run waits for a person's approval, oldest first. */
    public List<Approval> approvals(String run) {
        return new Approvals(handle).of(run);
    }

    /** What people said that the agent has not been given yet, oldest first. */
    public List<Message> messages(String run) {
        return handle.createQuery("select id, text from message where run = ? order by id")
                .bind(0, run)
                .map((rs, context) -> new Message(rs.getLong(1), rs.getString(2)))
                .list();
    }

    /** A message that waits for its turn. */
    public record Message(long id, String text) {}

    /** A run's events behind {@code after}, in order. */
    public List<Event> events(String run, long after, int limit) {
        return handle.createQuery("select id, json from event where run = ? and seq > ? order by seq limit ?")
                .bind(0, run)
                .bind(1, after)
                .bind(2, limit)
                .map((rs, context) -> EventJson.read(rs.getLong(1), rs.getString(2)))
                .list();
    }

    /** Events of any of these runs, or of all where empty, behind the server-wide id {@code after}, in order. */
    public List<Event> eventsBehind(Set<String> runs, long after, int limit) {
        if (runs.isEmpty()) {
            return handle.createQuery("select id, json from event where id > ? order by id limit ?")
                    .bind(0, after)
                    .bind(1, limit)
                    .map((rs, context) -> EventJson.read(rs.getLong(1), rs.getString(2)))
                    .list();
        }
        return handle.createQuery(
                        "select id, json from event where run in (<runs>) and id > :after order by id limit :limit")
                .bindList("runs", runs)
                .bind("after", after)
                .bind("limit", limit)
                .map((rs, context) -> EventJson.read(rs.getLong(1), rs.getString(2)))
                .list();
    }

    /** Checks a run's journal; see {@link Audit}. */
    public Audit.Verified verify(String run) {
        return Audit.verify(this, run);
    }
}
