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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts tasks and steers their runs. Safe for use by several threads. {@link #recover} once before anything else; {@link #close} lets the agents go on for the
 * next server.
 */
public final class Runs implements AutoCloseable {
    private final Parts parts;
    private final Doors doors;
    private final Orders orders;
    private final Ahead ahead;
    private final Scheduler scheduler;
    private final Parked parked;
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final Meter meter;
    private volatile boolean closing; // set by close, read by who starts runs

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
        this.doors = new Doors(parts.gateway(), parts.models(), parts.store(), parts.home(), parts.egress());
        this.ahead = new Ahead(parts, ahead);
        this.scheduler = new Scheduler(parts.store(), parts.room(), this::atWork, this::startWorker, this::makeRoom);
        this.parked = new Parked(parts, run -> goOn(run.id()), this::giveUp);
        this.meter = new Meter(
                () -> workers.values().stream().map(Worker::subject).toList(),
                parts.home().root(),
                tick);
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
        left.stream().filter(run -> alive.contains(run.id())).forEach(this::startWorker);
        if (!workers.keySet().containsAll(alive)) {
            // One could not be taken up; nobody would ever end its sandbox.
            parts.provider().sweep(Set.copyOf(workers.keySet()));
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
        Worker worker = workers.get(id);
        if (worker == null) {
            return;
        }
        worker.supervisor().mailbox().offer(new Note.Stop(new CompletableFuture<>()));
        try {
            if (!worker.thread().join(Duration.ofSeconds(20))) {
                throw new PaddockException(ErrorCode.CONFLICT, "run " + id + " is still ending; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping", e);
        }
    }

    /** Whether a thread works for the run: it is at work, or its agent is kept warm. */
    public boolean attended(String id) {
        return workers.containsKey(id);
    }

    /** A run that is at work, waits for its turn or is kept warm with this agent, as its lead or beside it. */
    public Optional<String> using(String agent) {
        Set<String> open = Set.of("queued", "preparing", "running", "waiting", "collecting");
        return parts.store()
                .read(query -> Stream.concat(query.runsIn(open).stream(), atWork().stream())
                        .filter(run -> run.agent().equals(agent)
                                || query.task(run.task())
                                        .map(task -> task.options().with().contains(agent))
                                        .orElse(false))
                        .map(Run::id)
                        .findFirst());
    }

    /** Ends the run and all its processes; its work is kept. Answers in 2 s, with the state that it has by then. */
    public Run stop(String id) {
        Worker worker = workerOf(id);
        if (worker != null) {
            worker.supervisor().beginStop();
            return worker.ask(Note.Stop::new).orElseGet(() -> run(id));
        }
        parts.store().change(tx -> {
            Run run = tx.run(id).orElseThrow(() -> unknown(id));
            if (run.state().ended()) {
                throw new PaddockException(
                        ErrorCode.CONFLICT,
                        "run " + id + " has ended already: it is " + run.state().word());
            }
            if (run.state().kind() == Kind.QUEUED) {
                tx.become(id, new RunState.Cancelled(), "stopped before it began");
            }
        });
        return run(id);
    }

    /** Ends the agent's turn, keeps the conversation. Answers in 2 s. */
    public Run interrupt(String id) {
        Run run = run(id);
        Worker worker = workers.get(id);
        if (worker == null || run.state().ended() || run.state().kind() == Kind.QUEUED) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "run " + id + " is " + run.state().word() + ": there is no turn to interrupt");
        }
        return worker.ask(Note.Interrupt::new).orElseGet(() -> run(id));
    }

    /**
     * Gives the agent a person's answer to a permission request.
     *
     * @throws PaddockException as {@link dev.paddock.agent.Conversation#answer}; CONFLICT if no agent is at work
     */
    public Run answer(String id, Answer answer) {
        Worker worker = workers.get(id);
        if (worker == null) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run(id).state().word() + ": nothing waits for an answer");
        }
        return worker.insist(done -> new Note.Answered(answer, done));
    }

    /**
     * Changes a run's permission mode, at once for what its agent asks from now on.
     *
     * @throws PaddockException INVALID if its agent can't work in it
     */
    public Run mode(String id, PermissionMode mode) {
        Orders.checkMode(parts.agents().get(run(id).agent()), mode);
        Worker worker = workers.get(id);
        if (worker != null) {
            return worker.insist(done -> new Note.Mode(mode, done));
        }
        parts.store().change(tx -> tx.choose(id, mode));
        return run(id);
    }

    /** Puts a message in line; an ended run goes on. */
    public Run say(String id, String text) {
        if (text.isBlank()) {
            throw new PaddockException(ErrorCode.INVALID, "there is nothing to say");
        }
        outcomes().checkGoesOn(id);
        parts.store().change(tx -> {
            if (tx.run(id).isEmpty()) {
                throw unknown(id);
            }
            tx.requireWorkspace(id);
            if (tx.messages(id).size() >= 100) {
                throw new PaddockException(ErrorCode.LIMIT, "100 messages wait for run " + id + " already");
            }
            tx.say(id, text);
        });
        Worker worker = workers.get(id);
        if (worker == null || !worker.supervisor().mailbox().offer(new Note.Said())) {
            takeOn(id);
        }
        return run(id);
    }

    /** Queues an ended or parked run that has something to do. */
    private void takeOn(String id) {
        synchronized (parked) {
            parts.store().change(tx -> {
                Run run = tx.run(id).orElseThrow(() -> unknown(id));
                boolean waits = (run.state().parked() && !workers.containsKey(id))
                        || (run.state().kind() == Kind.QUEUED && run.due() != null);
                if ((waits || run.state().ended()) && !tx.messages(id).isEmpty()) {
                    tx.become(id, new RunState.Queued(), "a message waits");
                }
            });
        }
        scheduler.wake();
    }

    /** Takes a parked run on now, and a queued one that waits for its next try. */
    void goOn(String id) {
        synchronized (parked) {
            Worker worker = workers.get(id);
            if (worker != null && worker.supervisor().mailbox().offer(new Note.GoOn())) {
                return;
            }
            parts.store().change(tx -> {
                Run run = tx.run(id).orElseThrow(() -> unknown(id));
                if (run.state().parked()) {
                    if (tx.messages(id).isEmpty()) {
                        tx.say(id, Words.GO_ON_NOW);
                    }
                    tx.become(id, new RunState.Queued(), Words.TIME_HAS_COME);
                } else if (run.state().kind() == Kind.QUEUED && run.due() != null) {
                    tx.become(id, new RunState.Queued(), "is tried at once, as a person wants it");
                }
            });
        }
        scheduler.wake();
    }

    private void giveUp(Run run, String reason) {
        Worker worker = workerOf(run.id());
        if (worker != null) {
            worker.supervisor().mailbox().offer(new Note.GiveUp(reason));
        }
    }

    /** Who works on a run. A parked run whose sandbox is gone gets somebody; one that is just being admitted is waited for. */
    private @Nullable Worker workerOf(String id) {
        for (int i = 0; i < 50; i++) {
            synchronized (parked) {
                Worker worker = workers.get(id);
                Run run = run(id);
                if (worker == null && run.state().parked()) {
                    startWorker(run);
                    worker = workers.get(id);
                }
                if (worker != null || run.state().kind() != Kind.PREPARING) {
                    return worker;
                }
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
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
        Worker worker = workers.get(id);
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
        Worker worker = workers.get(id);
        return worker != null && worker.supervisor().body().alive();
    }

    /** What a run's live sandbox uses. */
    public Optional<Use> use(String id) {
        Worker worker = workers.get(id);
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

    /** Stops every run that has not ended. */
    public void stopAll() {
        parts.store().read(query -> query.runsIn(Set.of("queued", "waiting"))).stream()
                .filter(run -> !workers.containsKey(run.id()))
                .forEach(run -> stop(run.id()));
        List.copyOf(workers.keySet()).forEach(this::stop);
    }

    /** Lets go of all runs; their agents go on. */
    @Override
    public void close() {
        closing = true;
        parked.close();
        scheduler.close();
        ahead.close();
        meter.close();
        List<Worker> left = List.copyOf(workers.values());
        left.forEach(worker -> worker.supervisor().mailbox().offer(new Note.Leave()));
        for (Worker worker : left) {
            try {
                if (!worker.thread().join(Duration.ofSeconds(5))) {
                    worker.thread().interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Run run(String id) {
        return parts.store().read(query -> query.run(id)).orElseThrow(() -> unknown(id));
    }

    static PaddockException unknown(String id) {
        return new PaddockException(ErrorCode.NOT_FOUND, "there is no run " + id + "; `paddock list`");
    }

    // --- for the scheduler ---

    private Collection<Run> atWork() {
        return workers.values().stream().map(Worker::run).toList();
    }

    private void makeRoom() {
        workers.values().stream()
                .map(Worker::supervisor)
                .filter(RunSupervisor::idle)
                .findFirst()
                .ifPresent(supervisor -> supervisor.mailbox().offer(new Note.MakeRoom()));
    }

    private void startWorker(Run run) {
        Worker before = workers.get(run.id());
        if (closing) {
            return;
        }
        if (before != null) {
            // It has put the run back in the queue and is just ending.
            Thread.ofVirtual().name("start-" + run.id()).start(() -> {
                try {
                    before.thread().join();
                    startWorker(run);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            return;
        }
        RunSupervisor supervisor;
        try {
            supervisor = new RunSupervisor(parts, doors, ahead, run, () -> ended(run.id()), parked::wake);
        } catch (PaddockException e) {
            // Its agent's file is gone, say. It must not hold up the others.
            parts.store().change(tx -> tx.become(run.id(), new RunState.Failed(), e.detail()));
            return;
        }
        // Its work is on files, pipes and processes: virtual ones would keep the gateway's from running.
        Thread thread = Thread.ofPlatform().daemon().name("run-" + run.id()).unstarted(supervisor);
        workers.put(run.id(), new Worker(run, supervisor, thread));
        thread.start();
        meter.wake();
    }

    private void ended(String id) {
        workers.remove(id);
        if (!closing) {
            // A message may have come between the supervisor's last look and its end. A failed run goes on only when a
            // person says so.
            if (run(id).state().kind() == Kind.FINISHED) {
                takeOn(id);
            }
            scheduler.wake();
        }
    }
}
