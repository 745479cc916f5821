package dev.paddock.run;

import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Readings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the live sandboxes, once for all who want to know. One platform thread of its own tells the runs' guards; it sleeps while nothing lives. What a
 * sandbox takes on the disk is found by looking at every file, so it is measured the more rarely the longer that takes, and at once when the file system fills. Thread-safe.
 */
final class Meter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Meter.class.getName());
    static final Duration TICK = Duration.ofSeconds(1);

    /** Ticks between two looks at memory, processes and time. */
    private static final int READ_EVERY = 5;
    /** Ticks between two measurements of the disk at least. */
    private static final int DISK_EVERY = 20;
    /** A measurement may take one part in so many of the time. */
    private static final int DISK_SHARE = 30;
    /** Growth of all that is not worth a look. */
    private static final long GROWTH = 16L << 20;

    /** Sleeps for so long at most while nothing lives; a ring ends it. */
    private static final Duration NOTHING_LIVES = Duration.ofHours(1);

    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<Collection<Subject>> live;
    private final Path place;
    private final Duration tick;
    private final Bell bell = new Bell();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Known> known = new HashMap<>(); // guarded by the lock
    private @Nullable FileStore store;
    private final Thread thread;

    /** A run to measure. */
    record Subject(String run, Body body, Guard guard) {}

    /** What is known of a run. Guarded by the lock. */
    private static final class Known {
        private long at;
        private @Nullable Use use;
        private @Nullable DiskUse disk;
        private long diskAt;
        private long diskCost;
        private long free;
    }

    /** @param place a directory of the file system on which sandboxes are */
    Meter(Supplier<Collection<Subject>> live, Path place, Duration tick) {
        this.live = live;
        this.place = place;
        this.tick = tick;
        this.thread = Thread.ofPlatform().daemon().name("meter").start(this::loop);
    }

    /** Something began to live. */
    void wake() {
        bell.ring();
    }

    @Override
    public void close() {
        bell.close();
        thread.interrupt();
    }

    /** What all use, by run. */
    Map<String, Use> all() {
        Map<String, Use> all = new HashMap<>();
        for (Subject subject : live.get()) {
            read(subject).ifPresent(use -> all.put(subject.run(), use));
        }
        return all;
    }

    /** What one uses; empty where it has no live sandbox. Not measured again where somebody just did. */
    Optional<Use> read(Subject subject) {
        lock.lock();
        try {
            Known of = known.computeIfAbsent(subject.run(), run -> new Known());
            long now = System.nanoTime();
            Use before = of.use;
            if (before != null && now - of.at < FRESH_NANOS) {
                return Optional.of(before);
            }
            Optional<Readings> found = subject.body().readings();
            if (found.isEmpty()) {
                known.remove(subject.run());
                return Optional.empty();
            }
            Readings readings = found.get();
            double percent = before == null
                    ? -1
                    : Math.max(0, (readings.cpuNanos() - before.readings().cpuNanos()) * 100.0 / (now - of.at));
            Use use = new Use(readings, percent, of.disk);
            of.use = use;
            of.at = now;
            subject.guard().measured(readings);
            return Optional.of(use);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "can't measure " + subject.run(), e);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        try {
            for (long ticks = 0; rest(); ticks++) {
                Collection<Subject> subjects = live.get();
                if (ticks % READ_EVERY == 0) {
                    forgetOthers(subjects);
                    subjects.forEach(this::read);
                }
                long free = free();
                for (Subject subject : subjects) {
                    if (due(subject, free)) {
                        measure(subject, free);
                    }
                }
            }
        } catch (InterruptedException e) {
            if (!bell.closed()) {
                LOG.log(System.Logger.Level.WARNING, "the meter was interrupted");
            }
        }
    }

    /** Until the next tick, and for as long as nothing lives. */
    private boolean rest() throws InterruptedException {
        boolean goesOn = bell.pause(tick);
        while (goesOn && live.get().isEmpty()) {
            goesOn = bell.await(NOTHING_LIVES);
        }
        return goesOn;
    }

    private void forgetOthers(Collection<Subject> subjects) {
        lock.lock();
        try {
            known.keySet().retainAll(subjects.stream().map(Subject::run).toList());
        } finally {
            lock.unlock();
        }
    }

    private boolean due(Subject subject, long free) {
        lock.lock();
        try {
            Known of = known.get(subject.run());
            if (of == null || of.use == null) {
                return false;
            }
            DiskUse disk = of.disk;
            if (disk == null) {
                return true;
            }
            long since = System.nanoTime() - of.diskAt;
            long most = subject.guard().limits().disk();
            // What is left, or what all others gave back meanwhile, may hide a part of the growth: so a quarter of it
            // is enough.
            long room = most == 0 ? Long.MAX_VALUE : Math.max(GROWTH, (most - disk.bytes()) / 4);
            boolean fills = of.free - free > room && since > of.diskCost * 3;
            return fills || since > Math.max(tick.toNanos() * DISK_EVERY, of.diskCost * DISK_SHARE);
        } finally {
            lock.unlock();
        }
    }

    private void measure(Subject subject, long free) {
        long begin = System.nanoTime();
        DiskUse found = null;
        try {
            long files = subject.guard().limits().files();
            found = subject.body().disk(files == 0 ? Long.MAX_VALUE : files + 1).orElse(null);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "can't measure the disk use of " + subject.run(), e);
        }
        long end = System.nanoTime();
        lock.lock();
        try {
            Known of = known.get(subject.run());
            if (of == null) {
                return;
            }
            of.diskAt = end;
            of.diskCost = end - begin;
            of.free = free;
            if (found != null) {
                of.disk = found;
                Use use = of.use;
                of.use = use == null ? null : new Use(use.readings(), use.cpuPercent(), found);
            }
        } finally {
            lock.unlock();
        }
        if (found != null) {
            subject.guard().measured(found);
        }
    }

    private long free() {
        try {
            FileStore present = store;
            if (present == null) {
                present = Files.getFileStore(place);
                store = present;
            }
            return present.getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
