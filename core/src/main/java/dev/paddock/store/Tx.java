package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.Cleaning;
import dev.paddock.task.EgressRule;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** One unit of change: events and the rows that they change, durable together or not at all. Confined to its {@link Store#write}. */
public final class Tx extends Query {
    private final List<Event> appended = new ArrayList<>();
    private final JournalWriter journals;
    private final Redaction redaction;
    private final Instant now;

    Tx(Handle handle, JournalWriter journals, Redaction redaction, Instant now) {
        super(handle);
        this.journals = journals;
        this.redaction = redaction;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    List<Event> appended() {
        return appended;
    }

    /** When this unit of change happens. */
    public Instant now() {
        return now;
    }

    public void insert(Project project) {
        new Inserts(handle).project(project);
    }

    public void insert(Task task) {
        new Inserts(handle).task(task);
    }

    /** Inserts a queued run and writes its first event. */
    public void insert(String id, Task task, String agent, String branch, String reason) {
        RunState state = new RunState.Queued();
        new Inserts(handle).run(id, task, agent, branch, state.word(), reason, now);
        append(id, new EventBody.State(state.word(), null, reason, null));
    }

    /** Removes a project with its tasks, runs and journals. */
    public void removeProject(String id) {
        new Removal(handle).project(id);
    }

    /** Appends an event to a run's journal. */
    public Event append(String run, EventBody said) {
        Event event = journals.append(run, said, now, redaction);
        appended.add(event);
        if (event.body() instanceof EventBody.Permission permission) {
            new Approvals(handle).project(event, permission);
        }
        return event;
    }

    /**
     * Takes a run into another state, with its event.
     *
     * @throws PaddockException CONFLICT if {@link RunState#next()} does not allow it
     */
    public void become(String run, RunState state, String why) {
        become(run, state, why, null);
    }

    /**
     * As {@link #become(String, RunState, String)}, for a run that is to be tried or taken on no earlier than {@code until}.
     *
     * @param until null for at once, or where it hangs on something else
     */
    public void become(String run, RunState state, String why, @Nullable Instant until) {
        Run known = run(run).orElseThrow(() -> new PaddockException(ErrorCode.NOT_FOUND, "there is no run " + run));
        RunState present = known.state();
        String reason = redaction.needed(known.project()) ? redaction.text(known.project(), why) : why;
        if (!present.next().contains(state.kind())) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "run " + run + " is " + present.word() + " and can't become " + state.word());
        }
        if (state.kind() == RunState.Kind.QUEUED) {
            requireWorkspace(run);
        }
        // What goes on has no outcome any more.
        handle.createUpdate("update run set state = :state, waiting = :waiting, reason = :reason, due = :due, tries ="
                        + " case when :settled then 0 else tries end, parks = case when :ended then 0 else parks end, parked ="
                        + " case when :ended then null else parked end, worked = worked + coalesce(max(0, :now - works_since), 0),"
                        + " works_since = case when :running then :now else null end, outcome = case when :ended then outcome else"
                        + " null end, uncollected = case when :running then 1 else uncollected end, started = case when :running"
                        + " then coalesce(started, :now) else started end, ended = case when :ended then :now else null end where"
                        + " id = :id")
                .bind("state", state.word())
                .bind("waiting", state.waiting())
                .bind("reason", reason)
                .bind("due", until == null ? null : Rows.micros(until))
                .bind("settled", state.kind() == RunState.Kind.RUNNING || state.ended())
                .bind("running", state.kind() == RunState.Kind.RUNNING)
                .bind("ended", state.ended())
                .bind("now", Rows.micros(now))
                .bind("id", run)
                .execute();
        boolean atWork = state.kind() == RunState.Kind.RUNNING || state.kind() == RunState.Kind.WAITING;
        if (!atWork) {
            new Approvals(handle)
                    .voids(run, "the agent is not at work any more")
                    .forEach(left -> append(run, left));
        }
        append(
                run,
                new EventBody.State(state.word(), state.waiting(), reason, until == null ? null : until.toString()));
    }

    /** Back to the queue: it could not be prepared, and is tried again no earlier than {@code until}. */
    public void retry(String run, Instant until, String why) {
        become(run, new RunState.Queued(), why, until);
        handle.execute("update run set tries = tries + 1 where id = ?", run);
    }

    /**
     * Parks a run until a time.
     *
     * @param anew the model has answered since it was parked last
     */
    public void park(String run, RunState.WaitingFor what, Instant until, String why, boolean anew) {
        become(run, new RunState.Waiting(what), why, until);
        handle.createUpdate("update run set parks = case when :anew then 1 else parks + 1 end,"
                        + " parked = case when :anew then :now else coalesce(parked, :now) end where id = :id")
                .bind("anew", anew)
                .bind("now", Rows.micros(now))
                .bind("id", run)
                .execute();
    }

    /** Writes down that a run's workspace goes, with its event; from now on it can't go on. */
    public void free(String run, EventBody.Cleaned event) {
        append(run, event);
        new Keeping(handle).freed(run, now);
    }

    /** Writes down that a run's branch goes, with its event. */
    public void archive(String run, EventBody.Cleaned event) {
        append(run, event);
        new Keeping(handle).archived(run, now);
    }

    /** Keeps what a clean-up did; of those before, the last hundred stay. */
    public void cleaned(Cleaning done) {
        new Keeping(handle).cleaned(done);
    }

    /** Keeps the permission mode that a person chose while no agent is there, with its event. */
    public void choose(String run, PermissionMode mode) {
        mode(run, mode);
        append(run, new EventBody.ModeSet(mode.word(), "person"));
    }

    /** Keeps the run's permission mode; its event is another's to write. */
    public void mode(String run, PermissionMode mode) {
        handle.execute("update run set mode = ? where id = ?", mode.word(), run);
    }

    /** Begins collecting, after which the run is to become {@code heading}; that is kept, should the server end meanwhile. */
    public void collect(String run, RunState.Kind heading, String reason) {
        become(run, new RunState.Collecting(), reason);
        head(run, heading);
    }

    /** What a collecting run is to become now. */
    public void head(String run, RunState.Kind heading) {
        handle.execute("update run set heading = ? where id = ?", heading.word(), run);
    }

    /** Keeps how far server and agent have come. */
    public void position(String run, AgentPosition position) {
        handle.createUpdate("update run set launch = :launch, conversation = :conversation, session = :session,"
                        + " out_offset = :out, out_skipped = :skipped, in_offset = :in, in_tail = :tail where id = :id")
                .bind("launch", position.launch())
                .bind("conversation", position.conversation())
                .bind("session", position.session())
                .bind("out", position.outOffset())
                .bind("skipped", position.outSkipped())
                .bind("in", position.inOffset())
                .bind("tail", position.inTail())
                .bind("id", run)
                .execute();
    }

    /** Adds a model request to the run's sums, with its event. */
    public void use(String run, EventBody.Usage usage) {
        append(run, usage);
        new Spending(handle).used(run, usage);
    }

    /** Keeps what the run may use, where a person chose it. */
    public void limits(String run, Map<String, String> chosen) {
        new Spending(handle).may(run, chosen);
    }

    /** Tells that a limit was reached. One that ends nothing is told once for each value that it had. */
    public void reached(String run, EventBody.Limit limit) {
        if (limit.ends() || new Spending(handle).mark(run, limit)) {
            append(run, limit);
        }
    }

    /** A run that is running was so until this moment only: its sandbox ended unseen. */
    public void ranUntil(String run, Instant moment) {
        new Spending(handle).ranUntil(run, moment, now);
    }

    /** Keeps what was collected, with its event. */
    public void collected(String run, EventBody.Collected collected) {
        append(run, collected);
        handle.createUpdate("update run set commit_id = :commit, files = :files, added = :added, removed = :removed,"
                        + " uncollected = 0 where id = :id")
                .bind("commit", collected.commit())
                .bind("files", collected.files())
                .bind("added", collected.added())
                .bind("removed", collected.removed())
                .bind("id", run)
                .execute();
    }

    /** Keeps a rule of the allow-list, in place of one that has the same text on the same level. */
    public void keepEgress(EgressRule rule) {
        new Allowed(handle).keep(rule);
    }

    /** Forgets a rule of the allow-list; false if there was none. */
    public boolean forgetEgress(EgressRule.Level level, String owner, String rule) {
        return new Allowed(handle).forget(level, owner, rule);
    }

    /** Keeps what became of the run's work, with its event. */
    public void outcome(String run, EventBody.Outcome outcome) {
        append(run, outcome);
        handle.execute("update run set outcome = ? where id = ?", outcome.outcome(), run);
    }

    /** Removes a run with its journal; its task goes with its last run. */
    public void removeRun(String id) {
        new Removal(handle).run(id);
    }

    /** Puts a person's message in line for the agent. */
    public void say(String run, String text) {
        handle.execute("insert into message (run, text) values (?, ?)", run, text);
        handle.execute("update run set said = said + 1 where id = ?", run);
    }

    /**
     * Takes a message out of the line: the agent is given it in this same unit of change.
     *
     * @throws PaddockException CONFLICT if it is not in line any more, so that none is given twice
     */
    public void given(Message message) {
        if (handle.execute("delete from message where id = ?", message.id()) != 1) {
            throw new PaddockException(ErrorCode.CONFLICT, "this message was given to the agent before");
        }
    }
}
