package dev.paddock.cleanup;

import dev.paddock.error.PaddockException;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Keep;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up by itself: some minutes after the server's start and then once a day, by the owner's settings; and when the disk is full, the oldest first, until
 * there is room. On one thread of its own. Thread-safe.
 */
public final class Retention implements AutoCloseable {
    /** When a server begins to sweep, and how often. */
    public record Timing(Duration first, Duration every, Duration pressedAgain) {
        public static final Timing USUAL =
                new Timing(Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofMinutes(10));
    }

    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    /** A run that ended so short a time ago is not what fills the disk, and its person may be about to say more. */
    private static final Duration YOUNGEST = Duration.ofHours(1);

    private final Cleanup cleanup;
    private final Keep keep;
    private final DiskSpace space;
    private final Timing timing;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("retention").factory());
    private @Nullable Instant pressed; // guarded by this
    private volatile @Nullable Instant next; // written by the timer's thread, read for people

    public Retention(Cleanup cleanup, Keep keep, DiskSpace space, Timing timing) {
        this.cleanup = cleanup;
        this.keep = keep;
        this.space = space;
        this.timing = timing;
    }

    /** Begins; does nothing where the owner switched it off. */
    public void begin() {
        if (!keep.automatic()) {
            return;
        }
        next = Instant.now().plus(timing.first());
        timer.scheduleWithFixedDelay(
                this::sweep, timing.first().toMillis(), timing.every().toMillis(), TimeUnit.MILLISECONDS);
        space.whenFull(this::press);
    }

    /** When it sweeps next; nothing where it is switched off. */
    public Optional<Instant> next() {
        return Optional.ofNullable(next);
    }

    /** The disk is full: makes room soon, unless that was tried a short time ago. Returns at once. */
    private synchronized void press() {
        Instant now = Instant.now();
        if (pressed != null && pressed.plus(timing.pressedAgain()).isAfter(now)) {
            return;
        }
        pressed = now;
        try {
            timer.execute(this::sweep);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the server is stopping", e);
        }
    }

    private void sweep() {
        try {
            cleanup.sweep(Rules.of(keep), "retention", () -> false);
            if (isFull()) {
                makeRoom();
            }
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "can''t clean up: {0}", e.detail());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "can't clean up", e);
        } finally {
            next = Instant.now().plus(timing.every());
        }
    }

    private void makeRoom() {
        Rules rules = Rules.of(keep);
        // First what can be made anew, then workspaces, the oldest first, and at last what was below them.
        cleanup.sweep(
                rules.pressed(rules.workspaces()), "pressure", () -> space.now().roomy());
        if (!space.now().roomy()) {
            cleanup.sweep(rules.pressed(YOUNGEST), "pressure", () -> space.now().roomy());
        }
        if (isFull()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the disk is full and nothing more can be cleaned up: runs wait. Free some of it, or lower keep.free");
        }
    }

    private boolean isFull() {
        return space.now().level() == DiskSpace.Level.FULL;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
