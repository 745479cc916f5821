package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The database of a server. One writer thread drains its queue and commits, without a timer, so that changes that come together share a commit; four
 * reader threads answer questions. All database work is on these platform threads; callers may be virtual. Close it last: what was handed in is
 * committed first.
 */
public final class Store implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Store.class.getName());
    private static final int QUEUE = 4096;
    private static final int GROUP = 256;
    private static final int READERS = 4;
    private static final long PAUSE_MILLIS = 500;

    private final Path file;
    private final Database database;
    private final ArrayBlockingQueue<Job<?>> jobs = new ArrayBlockingQueue<>(QUEUE);
    private final InstantSource clock;
    private final ClockSteps steps;
    private final Thread writer;
    private final ExecutorService readers;
    private final List<Handle> readerHandles = new ArrayList<>();
    private final ThreadLocal<Handle> readerHandle;
    private final Journal journal;
    private volatile Redaction redaction = Redaction.NONE; // set when the server is built, read by the writer
    private volatile boolean closing; // read by the writer and by every caller
    private volatile Runnable clockSet = () -> {}; // set when the server is built, called by the writer
    private volatile Consumer<Event> written = event -> {}; // set by a test before anything runs

    private Store(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        steps = new ClockSteps(clock.instant(), System.nanoTime());
        database = new Database(file);
        readerHandle = ThreadLocal.withInitial(this::openReader);
        readers = Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().daemon().name("store-reader").factory());
        long last = read(query -> query.handle
                .createQuery("select coalesce(max(id), 0) from event")
                .mapTo(Long.class)
                .one());
        journal = new Journal(this, last);
        writer = Thread.ofPlatform().name("store-writer").start(this::drain);
    }

    /**
     * Opens the database, making or updating it.
     *
     * @throws PaddockException CONFLICT if a newer Paddock wrote it
     */
    public static Store open(Path file) {
        return open(file, InstantSource.system());
    }

    /** As {@link #open(Path)}, with the clock by which everything in it is dated. */
    public static Store open(Path file, InstantSource clock) {
        return new Store(file, clock);
    }

    /** The clock by which everything is dated, for who compares with what is stored. It may be set at any moment. */
    public InstantSource clock() {
        return clock;
    }

    /** From now on everything that is journaled goes through it. */
    public void redaction(Redaction through) {
        redaction = through;
    }

    /** Has {@code action} run whenever the clock was set and what is stored has followed. On the writer's thread: it must return at once. There is one such action. */
    public void whenClockSet(Runnable action) {
        clockSet = action;
    }

    public Journal journal() {
        return journal;
    }

    /** For tests: calls this with each event that {@link #write} and {@link #insist} made durable, before they return, on their thread. */
    public void written(Consumer<Event> listener) {
        written = listener;
    }

    /**
     * Does the work in a transaction and returns when it is durable. What the work throws undoes it alone and is thrown here.
     *
     * @throws PaddockException EXTERNAL if the database can't be written: a full disk, another program's lock
     */
    public <T extends @Nullable Object> T write(Function<Tx, T> work) {
        return await(queue(work, false));
    }

    /**
     * As {@link #change}, but where the database can't be written it waits until it can. For what a run's supervisor must not lose; the work may be done several
     * times until one is kept, so it must change nothing but what is in the transaction, or the same every time.
     *
     * @throws PaddockException CONFLICT when the store closes
     */
    public void insist(Consumer<Tx> work) {
        await(queue(nothing(work), true));
    }

    /** As {@link #insist}, without waiting; waits only while the queue is full. */
    public CompletableFuture<@Nullable Object> submit(Consumer<Tx> work) {
        return queue(nothing(work), true).result();
    }

    private <T extends @Nullable Object> T await(Job<T> job) {
        T value = join(job.result());
        job.events().forEach(written);
        return value;
    }

    private <T extends @Nullable Object> Job<T> queue(Function<Tx, T> work, boolean patient) {
        Job<T> job = new Job<>(work, new CompletableFuture<>(), patient);
        try {
            boolean taken = false;
            while (!taken) {
                if (closing) {
                    throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping");
                }
                taken = jobs.offer(job, 100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while writing", e);
        }
        return job;
    }

    /** For changes without a result. */
    public void change(Consumer<Tx> work) {
        write(nothing(work));
    }

    private static Function<Tx, @Nullable Object> nothing(Consumer<Tx> work) {
        return tx -> {
            work.accept(tx);
            return null;
        };
    }

    /** Asks the database on a reader's thread and waits for the answer. */
    public <T extends @Nullable Object> T read(Function<Query, T> work) {
        return join(CompletableFuture.supplyAsync(
                () -> {
                    Handle handle = readerHandle.get();
                    return handle.inTransaction(h -> work.apply(new Query(h)));
                },
                readers));
    }

    @Override
    public void close() {
        closing = true;
        try {
            writer.join(30_000);
            readers.shutdown();
            readers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.close();
        synchronized (readerHandles) {
            readerHandles.forEach(Handle::close);
        }
    }

    private Handle openReader() {
        Handle handle = database.connectReader();
        synchronized (readerHandles) {
            readerHandles.add(handle);
        }
        return handle;
    }

    private void drain() {
        try (Handle handle = database.connect();
                JournalWriter journals = new JournalWriter(handle.getConnection())) {
            List<Job<?>> group = new ArrayList<>();
            while (true) {
                if (group.isEmpty()) {
                    Job<?> first = jobs.poll(100, TimeUnit.MILLISECONDS);
                    if (first != null) {
                        group.add(first);
                    } else if (closing) {
                        return;
                    }
                }
                // Where nothing happens a step of the clock must not wait for something that does.
                if (!group.isEmpty() || clockWasSet()) {
                    jobs.drainTo(group, GROUP - group.size());
                    write(handle, journals, group);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the store's writer was interrupted");
        }
    }

    private boolean clockWasSet() {
        return !steps.step(clock.instant(), System.nanoTime()).isZero();
    }

    /** Leaves in the group what is to be tried again. */
    private void write(Handle handle, JournalWriter journals, List<Job<?>> group) throws InterruptedException {
        try {
            commit(handle, journals, group);
            group.clear();
        } catch (RuntimeException e) {
            boolean lasting = closing || !Trouble.is(e);
            LOG.log(System.Logger.Level.ERROR, "can't commit", e);
            PaddockException failure = Trouble.explain(e, file);
            Predicate<Job<?>> ends = job -> {
                boolean end = lasting || !job.patient();
                if (end) {
                    job.fail(failure);
                }
                return end;
            };
            group.removeIf(ends);
            if (!lasting) {
                // Nobody who wants to know at once shall wait behind those that are patient.
                jobs.removeIf(ends);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void commit(Handle handle, JournalWriter journals, List<Job<?>> group) {
        List<Event> events = new ArrayList<>();
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        Duration step = steps.step(now, nanos);
        try {
            handle.begin();
            if (!step.isZero()) {
                LOG.log(System.Logger.Level.WARNING, "the clock of the machine was set by {0}", step);
                ClockSteps.move(handle, step);
            }
            for (Job<?> job : group) {
                job.run(handle, journals, events, redaction, clock);
            }
            handle.commit();
        } catch (RuntimeException e) {
            try {
                handle.rollback();
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        steps.settle(now, nanos);
        journal.publish(events);
        group.forEach(Job::complete);
        if (!step.isZero()) {
            clockSet.run();
        }
    }

    private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PaddockException known) {
                throw known;
            }
            throw e.getCause() instanceof RuntimeException unknown ? unknown : e;
        }
    }
}
