package dev.paddock.run;

import dev.paddock.agent.Answer;
import dev.paddock.egress.Egress;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Exec;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.workspace.Upstreams;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts tasks and steers their runs. Safe for use by several threads. {@link #recover} once before anything else; {@link #close} lets the agents go on for the
 * next server.
 */
public final class Runs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Runs.class.getName());
    private static final Set<String> OPEN = Set.of("queued", "preparing", "running", "waiting", "collecting");

    private final Parts parts;
    private final Orders orders;
    private final Ahead ahead;
    private final Scheduler scheduler;
    private final Parked parked;
    private final Workers workers;
    private final Talk talk;
    private final Meter meter;

    /** Without workspaces and sandboxes made ahead of need. */
    public Runs(Parts parts, Upstreams upstreams) {
        this(parts, upstreams, 0);
    }

    /** @param ahead how many workspaces with sandboxes are made ahead of need at most */
    public Runs(Parts parts, Upstreams upstreams, int ahead) {
        this(parts, upstreams, ahead, Meter.TICK);
    }

    /** @param tick how often is looked at what sandboxes use */
    Runs(Parts parts, Upstreams upstreams, int ahead, Duration tick) {
        this.parts = parts;
        this.orders = new Orders(parts, upstreams);
        this.ahead = new Ahead(parts, ahead);
        Doors doors = new Doors(parts.gateway(), parts.models(), parts.store(), parts.home(), parts.egress());
        this.workers = new Workers(parts, doors, this.ahead, new WhenHeard());
        this.talk = new Talk(parts, workers, this::wake);
        this.scheduler = new Scheduler(
                parts.store(), parts.room(), workers::atWork, run -> workers.start(run.id()), workers::makeRoom);
        this.parked = new Parked(parts, run -> goOn(run.id()), this::giveUp);
        parts.store().whenClockSet(() -> {
            // They sleep until moments that are others now.
            scheduler.wake();
            parked.wake();
        });
        this.meter = new Meter(
                () -> workers.all().stream().map(Worker::subject).toList(),
                parts.home().root(),
                tick);
    }

    private final class WhenHeard implements Workers.Heard {
        @Override
        public void begun() {
            meter.wake();
        }

        @Override
        public void parked() {
            parked.wake();
        }

        @Override
        public void over(String run) {
            scheduler.wake();
            // A message may have come between the supervisor's last look and its end. A failed run goes on only when a
            // person says so.
            talk.takeOn(run, left -> left.state().kind() == Kind.FINISHED);
        }
    }

    /** Takes up what an earlier server left, and begins to admit queued runs. */
    public void recover() {
        List<Run> left =
                parts.store().read(query -> query.runsIn(Set.of("preparing", "running", "waiting", "collecting")));
        Set<String> alive = new HashSet<>();
        for (Run run : left) {
            if (run.state().kind() == Kind.PREPARING) {
                parts.store()
                        .change(tx -> tx.become(
                                run.id(), new RunState.Queued(), "the server ended while it prepared the run"));
            } else if (!run.state().parked()) {
                // The sandbox of a parked one goes; it gets a new one when its time has come.
                alive.add(run.id());
            }
        }
        parts.provider().sweep(alive);
        new Leftovers(parts.home()).remove(alive);
        left.stream().filter(run -> alive.contains(run.id())).forEach(run -> workers.start(run.id()));
        if (!workers.runs().containsAll(alive)) {
            // One could not be taken up; nobody would ever end its sandbox.
            parts.provider().sweep(workers.runs());
        }
        ahead.begin();
        scheduler.begin();
        parked.begin();
    }

    /** Whether a workspace stands ready over a base commit, which nothing may remove then; it is let go, so that soon there is none. */
    public boolean standsReady(String project, String base) {
        return ahead.letGo(project, base);
    }

    /** How many workspaces with sandboxes stand ready for runs to come. */
    public int ready() {
        return ahead.ready();
    }

    /**
     * Takes a task and queues its runs.
     *
     * @throws PaddockException INVALID, NOT_FOUND or PREREQUISITE if it can't be done; then nothing was started
     */
    public Started start(NewTask request) {
        Started started = orders.take(request);
        scheduler.wake();
        return started;
    }

    /** What becomes of runs' work when they have ended. */
    public Outcomes outcomes() {
        return new Outcomes(parts, this);
    }

    /** Runs once more. */
    public Restarts restarts() {
        return new Restarts(parts, this);
    }

    Orders orders() {
        return orders;
    }

    void wake() {
        scheduler.wake();
    }

    /**
     * Sees to it that nothing of an ended run is alive; an agent that is kept warm goes.
     *
     * @throws PaddockException CONFLICT if the run is at work
     */
    void release(String id) {
        Run run = run(id);
        if (!run.state().ended()) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run.state().word() + "; `paddock stop " + id + "` ends it first");
        }
        workers.release(id);
    }

    /** Sees to it that nothing of the ended runs of a project is alive. */
    public void releaseAll(String project) {
        parts.store().read(query -> query.runsOfProject(project)).stream()
                .filter(run -> run.state().ended())
                .forEach(run -> workers.release(run.id()));
    }

    /** Whether a thread works for the run: it is at work, or its agent is kept warm. */
    public boolean attended(String id) {
        return workers.attend(id);
    }

    /** A run that is at work, waits for its turn or is kept warm with this agent, as its lead or beside it. */
    public Optional<String> using(String agent) {
        return parts.store()
                .read(query -> Stream.concat(query.runsIn(OPEN).stream(), workers.atWork().stream())
                        .filter(run -> run.agent().equals(agent)
                                || query.task(run.task())
                                        .map(task -> task.options().with().contains(agent))
                                        .orElse(false))
                        .map(Run::id)
                        .findFirst());
    }

    /** Ends the run and all its processes; its work is kept. Answers in 2 s, with the state that it has by then; it is stopped in any case. */
    public Run stop(String id) {
        Run run = run(id);
        if (run.state().ended() && !workers.attend(id)) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " has ended already: it is " + run.state().word());
        }
        return Worker.soon(workers.stop(id)).orElseGet(() -> run(id));
    }

    /** Ends the agent's turn, keeps the conversation. Answers in 2 s. */
    public Run interrupt(String id) {
        return talk.interrupt(id);
    }

    /**
     * Gives the agent a person's answer to a permission request.
     *
     * @throws PaddockException as {@link dev.paddock.agent.Conversation#answer}; CONFLICT if no agent is at work
     */
    public Run answer(String id, Answer answer) {
        return talk.answer(id, answer);
    }

    /**
     * Changes a run's permission mode, at once for what its agent asks from now on.
     *
     * @throws PaddockException INVALID if its agent can't work in it
     */
    public Run mode(String id, PermissionMode mode) {
        return talk.mode(id, mode);
    }

    /** Puts a message in line; an ended run goes on. */
    public Run say(String id, String text) {
        return talk.say(id, text);
    }

    /** Takes a parked run on now, and a queued one that waits for its next try. */
    void goOn(String id) {
        talk.goOn(id);
    }

    private void giveUp(Run run, String reason) {
        // One who is just ending refuses it; then the next round of those that are parked says it again.
        workers.tellOrStart(run.id(), new Note.GiveUp(reason));
    }

    /** What the next queued run waits for, in a person's words; empty where none has to wait. */
    public String lack() {
        return scheduler.lack();
    }

    /**
     * Starts a process in a run's live sandbox; the caller drains, closes and bounds it.
     *
     * @throws PaddockException CONFLICT if the sandbox is not alive
     */
    public Process exec(String id, List<String> command, @Nullable String directory) {
        Worker worker = workers.of(id);
        if (worker == null) {
            Run run = run(id);
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run.state().word() + " and has no live sandbox; `paddock say " + id
                            + " …` makes it anew");
        }
        Exec exec = Exec.of(command);
        return worker.supervisor()
                .body()
                .exec(
                        directory == null
                                ? exec
                                : new Exec(exec.command(), exec.environment(), directory, false, List.of()));
    }

    /** The rules of the allow-list, which its runs' doors follow. */
    public Egress egress() {
        return parts.egress();
    }

    public boolean alive(String id) {
        Worker worker = workers.of(id);
        return worker != null && worker.supervisor().body().alive();
    }

    /** What a run's live sandbox uses. */
    public Optional<Use> use(String id) {
        Worker worker = workers.of(id);
        return worker == null ? Optional.empty() : meter.read(worker.subject());
    }

    /** What every live sandbox uses, by run. */
    public Map<String, Use> uses() {
        return meter.all();
    }

    /** What a run may use. */
    public RunLimits limits(String id) {
        return parts.limits().with(parts.store().read(query -> query.limits(id)));
    }

    /** Stops every run that has not ended, and lets no agent stay warm. */
    public void stopAll() {
        // Those that wait first, so that no place that becomes free is taken.
        Stream<Run> open = parts.store().read(query -> query.runsIn(OPEN)).stream()
                .sorted(Comparator.comparing(run -> run.state().kind()));
        Set<String> all = new LinkedHashSet<>(open.map(Run::id).toList());
        all.addAll(workers.runs());
        for (String id : all) {
            try {
                Worker.soon(workers.stop(id));
            } catch (PaddockException e) {
                LOG.log(System.Logger.Level.WARNING, "can't stop " + id, e);
            }
        }
    }

    /** Lets go of all runs; their agents go on. */
    @Override
    public void close() {
        workers.shut();
        parked.close();
        scheduler.close();
        ahead.close();
        meter.close();
        workers.close();
    }

    private Run run(String id) {
        return parts.store().read(query -> query.run(id)).orElseThrow(() -> unknown(id));
    }

    static PaddockException unknown(String id) {
        return new PaddockException(ErrorCode.NOT_FOUND, "there is no run " + id + "; `paddock list`");
    }
}
