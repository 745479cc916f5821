package dev.paddock.run;

import dev.paddock.store.Store;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides which queued run starts next and when: while there is a place and memory, the oldest run of the project that has the fewest at work. One thread of its
 * own, which sleeps until something changed.
 */
final class Scheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());
    /** Memory that must be available before another run starts, unless none is at work. */
    private static final long MEMORY_RESERVE_KIB = 1 << 20;

    private final Store store;
    private final int most;
    private final Supplier<Collection<Run>> atWork;
    private final Function<Run, Boolean> start;
    private final Runnable makeRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stale = true;
    private boolean closed;
    private final Thread thread;

    /**
     * @param atWork the runs that hold a place now
     * @param start starts a run; false if it can't just now
     * @param makeRoom asks a run that only keeps its agent warm to end, if there is one
     */
    Scheduler(
            Store store, int most, Supplier<Collection<Run>> atWork, Function<Run, Boolean> start, Runnable makeRoom) {
        this.store = store;
        this.most = most;
        this.atWork = atWork;
        this.start = start;
        this.makeRoom = makeRoom;
        this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    /** Something changed: a run was queued, or one ended. */
    void wake() {
        lock.lock();
        try {
            stale = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            while (sleep()) {
                admit();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the scheduler was interrupted");
        }
    }

    private boolean sleep() throws InterruptedException {
        lock.lock();
        try {
            // Memory comes back without anyone telling, so look again now and then.
            long left = TimeUnit.SECONDS.toNanos(5);
            while (!stale && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            stale = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        try {
            List<Run> queued = store.read(query -> query.runsIn(Set.of("queued")));
            while (!queued.isEmpty()) {
                Collection<Run> working = atWork.get();
                if (working.size() >= most) {
                    makeRoom.run();
                    return;
                }
                if (!working.isEmpty() && availableMemoryKib() < MEMORY_RESERVE_KIB) {
                    return;
                }
                Run next = next(queued, working);
                if (!start.apply(next)) {
                    return;
                }
                queued = queued.stream()
                        .filter(run -> !run.id().equals(next.id()))
                        .toList();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "can't admit a run", e);
        }
    }

    /** The oldest run of the project with the fewest runs at work; {@code queued} is in order of age. */
    static Run next(List<Run> queued, Collection<Run> working) {
        Map<String, Integer> load = new HashMap<>();
        working.forEach(run -> load.merge(run.project(), 1, Integer::sum));
        return queued.stream()
                .min(Comparator.comparing(run -> load.getOrDefault(run.project(), 0)))
                .orElseThrow();
    }

    private static long availableMemoryKib() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
