package dev.paddock.server;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskMeter;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Plan;
import dev.paddock.cleanup.Retention;
import dev.paddock.cleanup.Rules;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Keep;
import dev.paddock.task.Cleaning;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The API's view of {@link Cleanup} and {@link DiskMeter}. */
record LiveDisk(DiskSpace disk, DiskMeter meter, Cleanup cleanup, Retention retention, Keep keep)
        implements DiskControl {
    @Override
    public DiskSpace.Space space() {
        return disk.now();
    }

    @Override
    public Optional<DiskUse> use() {
        return meter.last();
    }

    @Override
    public DiskUse measure() {
        return meter.measure();
    }

    @Override
    public Optional<Cleaning> last() {
        return cleanup.last();
    }

    @Override
    public Optional<Instant> next() {
        return retention.next();
    }

    @Override
    public Plan plan(@Nullable Duration older) {
        return cleanup.plan(older == null ? Rules.of(keep).asked() : Rules.older(older));
    }

    @Override
    public CompletableFuture<Cleanup.Done> clean(String plan, Consumer<Cleanup.Step> each) {
        return cleanup.execute(cleanup.plan(plan), "person", each, () -> false);
    }
}
