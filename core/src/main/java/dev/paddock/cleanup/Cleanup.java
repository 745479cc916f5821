package dev.paddock.cleanup;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.store.Query;
import dev.paddock.task.Cleaning;
import dev.paddock.task.Ids;
import dev.paddock.workspace.Trash;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Cleans up. A plan changes nothing; executing one removes what it names, where that is still right. One at a time, on a thread of its own, which goes on when
 * the caller goes. Thread-safe.
 */
public final class Cleanup implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Cleanup.class.getName());
    private static final int REMEMBERED = 16;
    private static final Duration VALID = Duration.ofHours(1);
    private static final int MOST_TOLD = 100;

    private final Holdings holdings;
    private final DiskMeter meter;
    private final InstantSource clock;
    private final Remover remover;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<String, Plan> plans = new LinkedHashMap<>(); // guarded by itself
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("cleanup").factory());
    private final ExecutorService planning = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("cleanup-plan").factory());
    private volatile boolean closing; // set by close, read by the clean-up's thread

    public Cleanup(Holdings holdings, DiskMeter meter, InstantSource clock) {
        this.holdings = holdings;
        this.meter = meter;
        this.clock = clock;
        this.remover = new Remover(holdings, clock);
    }

    /**
     * What came of an item.
     *
     * @param problem why it could not be removed; empty where it was, or was left since it is needed again
     */
    public record Step(Plan.Item item, boolean removed, String problem) {}

    /**
     * What came of a plan.
     *
     * @param left items that are in use again
     * @param problems the first of what failed
     */
    public record Done(int removed, int left, int failed, long bytes, List<Step> problems) {}

    /** Deletes what earlier clean-ups took away. Returns at once. */
    public void begin() {
        thread.execute(() -> new Trash(holdings.home()).empty());
    }

    /** What would go by these rules. Measures first, so it may take minutes. */
    public Plan plan(Rules rules) {
        DiskUse use = meter.measure();
        Plan plan = join(CompletableFuture.supplyAsync(
                () -> new Planner(holdings, rules, use, clock.instant()).plan(Ids.plan()), planning));
        synchronized (plans) {
            plans.put(plan.id(), plan);
            while (plans.size() > REMEMBERED) {
                plans.remove(plans.keySet().iterator().next());
            }
        }
        return plan;
    }

    /** A plan that was made within the hour. */
    public Plan plan(String id) {
        synchronized (plans) {
            Plan plan = plans.get(id);
            if (plan == null || plan.at().plus(VALID).isBefore(clock.instant())) {
                throw new PaddockException(ErrorCode.NOT_FOUND, "there is no plan " + id + " any more; make a new one");
            }
            return plan;
        }
    }

    /**
     * Does what a plan says.
     *
     * @param cause as in {@link Cleaning}
     * @param each told of each item, on the clean-up's thread; must not block
     * @param enough asked before each item; where it says yes, the rest stays
     * @throws PaddockException CONFLICT if another clean-up is under way, or the server stops
     */
    public CompletableFuture<Done> execute(Plan plan, String cause, Consumer<Step> each, BooleanSupplier enough) {
        if (!busy.compareAndSet(false, true)) {
            throw new PaddockException(ErrorCode.CONFLICT, "another clean-up is under way; wait for it");
        }
        Supplier<Done> work = () -> {
            try {
                return work(plan, cause, each, enough);
            } finally {
                busy.set(false);
            }
        };
        try {
            return CompletableFuture.supplyAsync(work, thread);
        } catch (RejectedExecutionException e) {
            throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping", e);
        }
    }

    private Done work(Plan plan, String cause, Consumer<Step> each, BooleanSupplier enough) {
        int removed = 0;
        int left = 0;
        int failed = 0;
        long bytes = 0;
        List<Step> problems = new ArrayList<>();
        for (Plan.Item item : plan.items()) {
            if (closing || enough.getAsBoolean()) {
                break;
            }
            Step step = remove(item, plan.rules());
            if (step.removed()) {
                removed++;
                bytes += item.bytes();
            } else if (step.problem().isEmpty()) {
                left++;
            } else {
                failed++;
                if (problems.size() < MOST_TOLD) {
                    problems.add(step);
                }
            }
            each.accept(step);
        }
        if (removed + failed > 0 || cause.equals("person")) {
            Cleaning done = new Cleaning(clock.instant().truncatedTo(ChronoUnit.MICROS), cause, removed, failed, bytes);
            remember(done);
            LOG.log(
                    System.Logger.Level.INFO,
                    "cleaned up ({0}): {1} things, {2} MiB; {3} could not be removed",
                    cause,
                    removed,
                    bytes >> 20,
                    failed);
        }
        return new Done(removed, left, failed, bytes, problems);
    }

    private void remember(Cleaning done) {
        try {
            holdings.store().change(tx -> tx.cleaned(done));
        } catch (PaddockException e) {
            // A disk that is full to the last byte; what went went.
            LOG.log(System.Logger.Level.WARNING, "can''t write down what was cleaned up: {0}", e.detail());
        }
    }

    private Step remove(Plan.Item item, Rules rules) {
        try {
            return new Step(item, remover.remove(item, rules), "");
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "can''t clean up {0}: {1}", item.what(), e.detail());
            return new Step(item, false, e.detail());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "can't clean up " + item.what(), e);
            return new Step(item, false, "a defect of Paddock; the log says more");
        }
    }

    /** Makes a plan and does it, as the server does by itself; returns when it is done. */
    Done sweep(Rules rules, String cause, BooleanSupplier enough) {
        return join(execute(plan(rules), cause, step -> {}, enough));
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PaddockException known
                    ? new PaddockException(known.code(), known.detail(), known)
                    : e;
        }
    }

    /** What the last one did. */
    public Optional<Cleaning> last() {
        return holdings.store().read(Query::lastCleaning);
    }

    /** Ends after the item that is under way. */
    @Override
    public void close() {
        closing = true;
        planning.shutdownNow();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                // What is taken away and not deleted is the next server's to delete.
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
