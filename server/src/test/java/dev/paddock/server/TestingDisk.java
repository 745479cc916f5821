package dev.paddock.server;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Plan;
import dev.paddock.cleanup.Rules;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Keep;
import dev.paddock.task.Cleaning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A disk on which there is nothing to clean up. */
final class TestingDisk implements DiskControl {
    private final DiskUse use = new DiskUse(
            Instant.EPOCH, Duration.ofSeconds(1), Map.of("workspaces", 4_096L), Map.of(), Map.of(), Map.of());
    private final Plan plan =
            new Plan("c1", Instant.EPOCH, Rules.of(Keep.USUAL), List.of(), List.of(new Plan.Stays("journals", 1, 512)));

    @Override
    public DiskSpace.Space space() {
        return new DiskSpace.Space(100, 10, 20, 1_000, 900, 50);
    }

    @Override
    public Optional<DiskUse> use() {
        return Optional.of(use);
    }

    @Override
    public DiskUse measure() {
        return use;
    }

    @Override
    public Optional<Cleaning> last() {
        return Optional.of(new Cleaning(Instant.EPOCH, "retention", 3, 0, 4_096));
    }

    @Override
    public Optional<Instant> next() {
        return Optional.empty();
    }

    @Override
    public Plan plan(@Nullable Duration older) {
        return plan;
    }

    @Override
    public CompletableFuture<Cleanup.Done> clean(String id, Consumer<Cleanup.Step> each) {
        if (!id.equals(plan.id())) {
            throw new PaddockException(ErrorCode.NOT_FOUND, "there is no plan " + id + " any more; make a new one");
        }
        return CompletableFuture.completedFuture(new Cleanup.Done(0, 0, 0, 0, List.of()));
    }
}
