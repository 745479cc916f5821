package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who works on which run. Under one lock a run gets somebody to work on it, by the state that it has in that moment, and under the same lock is changed what
 * nobody works on. So what people want of a run reaches who works on it, or is done before anybody does. Safe for use by several threads; nobody waits for a
 * supervisor while holding the lock, and the store's threads never take it.
 */
final class Workers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Workers.class.getName());

    private final Parts parts;
    private final Store store;
    private final Doors doors;
    private final Ahead ahead;
    private final Heard heard;
    private final Object lock = new Object();
    private final Map<String, Worker> workers = new ConcurrentHashMap<>(); // changed under the lock, read without it
    private volatile boolean shut; // set once, read by who starts runs

    /** What others do when something happens to a worker; each on the thread on which it happens. */
    interface Heard {
        /** Somebody works on one more run. */
        void begun();

        /** A run was parked. */
        void parked();

        /** Nobody works on the run any more; not called once {@link #shut}. */
        void over(String run);
    }

    Workers(Parts parts, Doors doors, Ahead ahead, Heard heard) {
        this.parts = parts;
        this.store = parts.store();
        this.doors = doors;
        this.ahead = ahead;
        this.heard = heard;
    }

    /** Whether somebody works on the run: it is at work, or its agent is kept warm. */
    boolean attend(String run) {
        return workers.containsKey(run);
    }

    @Nullable
    Worker of(String run) {
        return workers.get(run);
    }

    Collection<Worker> all() {
        return List.copyOf(workers.values());
    }

    Set<String> runs() {
        return Set.copyOf(workers.keySet());
    }

    /** The runs that hold a place. */
    Collection<Run> atWork() {
        return workers.values().stream().map(Worker::run).toList();
    }

    /** Asks one that only keeps its agent warm to end. */
    void makeRoom() {
        workers.values().stream()
                .filter(worker -> worker.supervisor().idle())
                .findFirst()
                .ifPresent(worker -> worker.offer(new Note.MakeRoom()));
    }

    /**
     * Gives a run somebody to work on it, unless it waits in the queue or has ended by now. Where one before is just ending, it begins when that is over.
     *
     * @return null if nobody began now
     */
    @Nullable
    Worker start(String run) {
        synchronized (lock) {
            Worker before = workers.get(run);
            if (shut) {
                return null;
            }
            if (before != null) {
                before.over().thenRun(() -> start(run));
                return null;
            }
            try {
                Run now = store.read(query -> query.run(run)).orElse(null);
                return now == null || now.state().ended() || now.state().kind() == RunState.Kind.QUEUED
                        ? null
                        : begin(now);
            } catch (RuntimeException e) {
                // Its agent's file is gone, say. It must not hold up the others.
                LOG.log(System.Logger.Level.WARNING, "nobody can work on " + run, e);
                String reason = e instanceof PaddockException known ? known.detail() : "a defect of Paddock: " + e;
                store.submit(tx -> tx.become(run, new RunState.Failed(), reason));
                return null;
            }
        }
    }

    private Worker begin(Run run) {
        RunSupervisor supervisor = new RunSupervisor(parts, doors, ahead, run, () -> over(run.id()), heard::parked);
        // Its work is on files, pipes and processes: virtual ones would keep the gateway's from running.
        Thread thread = Thread.ofPlatform().daemon().name("run-" + run.id()).unstarted(supervisor);
        Worker worker = new Worker(run, supervisor, thread, new CompletableFuture<>());
        workers.put(run.id(), worker);
        thread.start();
        heard.begun();
        return worker;
    }

    /** The last thing that a worker does. */
    private void over(String run) {
        Worker worker;
        synchronized (lock) {
            worker = workers.remove(run);
        }
        try {
            if (!shut) {
                heard.over(run);
            }
        } finally {
            if (worker != null) {
                worker.over().complete(null);
            }
        }
    }

    /**
     * Leaves a note with who works on the run and then does something, before anybody can begin to work on it.
     *
     * @param then is told whether somebody takes the note; one who is about to end may still drop it
     */
    <T extends @Nullable Object> T tell(String run, Note note, Function<Boolean, T> then) {
        synchronized (lock) {
            Worker worker = workers.get(run);
            return then.apply(worker != null && worker.offer(note));
        }
    }

    /** Leaves a note with who works on the run; if nobody does, with who begins now. */
    void tellOrStart(String run, Note note) {
        synchronized (lock) {
            Worker present = workers.get(run);
            Worker worker = present == null ? start(run) : present;
            if (worker != null) {
                worker.offer(note);
            }
        }
    }

    /**
     * Ends the run and all its processes. Who works on it does it; if nobody does, it is cancelled at once where nothing of it lives, and else gets somebody.
     *
     * @return its state in the end; exceptionally what kept it from being stopped
     */
    CompletableFuture<Run> stop(String run) {
        Worker worker;
        synchronized (lock) {
            worker = workers.get(run);
            if (worker == null || worker.ends()) {
                Run now = store.write(tx -> cancel(tx, run));
                if (now.state().ended()) {
                    parts.models().release(now);
                    return CompletableFuture.completedFuture(now);
                }
                if (worker != null) {
                    return worker.over().thenCompose(over -> stop(run));
                }
                worker = start(run);
            }
        }
        if (worker == null) {
            // Behind what became of it just now.
            return CompletableFuture.completedFuture(
                    store.write(tx -> tx.run(run).orElseThrow(() -> Runs.unknown(run))));
        }
        worker.supervisor().beginStop();
        CompletableFuture<Run> answer = new CompletableFuture<>();
        return worker.offer(new Note.Stop(answer))
                // One that was about to end anyway answers without having stopped it.
                ? answer.thenCompose(now -> now.state().ended() ? CompletableFuture.completedFuture(now) : stop(run))
                : stop(run);
    }

    private static Run cancel(Tx tx, String id) {
        Run run = tx.run(id).orElseThrow(() -> Runs.unknown(id));
        if (run.state().kind() != RunState.Kind.QUEUED && run.state().kind() != RunState.Kind.PREPARING) {
            return run;
        }
        tx.become(id, new RunState.Cancelled(), "stopped before it began");
        return tx.run(id).orElseThrow();
    }

    /**
     * Ends who keeps the agent of an ended run warm.
     *
     * @throws PaddockException CONFLICT if that is not over in 20 s
     */
    void release(String run) {
        Worker worker = workers.get(run);
        if (worker == null) {
            return;
        }
        worker.offer(new Note.Stop(new CompletableFuture<>()));
        try {
            if (!worker.thread().join(Duration.ofSeconds(20))) {
                throw new PaddockException(
                        ErrorCode.CONFLICT, "run " + run + " is still ending; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping", e);
        }
    }

    /** From now on nobody begins to work. */
    void shut() {
        shut = true;
    }

    /** Lets go of all runs; their agents go on. */
    @Override
    public void close() {
        shut();
        Collection<Worker> left = all();
        left.forEach(worker -> worker.offer(new Note.Leave()));
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
}
