package dev.paddock.server;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Plan;
import dev.paddock.home.DiskSpace;
import dev.paddock.task.Cleaning;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the API asks of the disk, and how it cleans up. Safe for use by several threads. */
public interface DiskControl {
    DiskSpace.Space space();

    /** The last measurement; another begins where it is old. Never waits. */
    Optional<DiskUse> use();

    /** A fresh measurement; may take minutes. */
    DiskUse measure();

    /** What the last clean-up did. */
    Optional<Cleaning> last();

    /** When the server cleans up next by itself. */
    Optional<Instant> next();

    /**
     * What would go.
     *
     * @param older one time for everything, null for those of the settings
     */
    Plan plan(@Nullable Duration older);

    /**
     * Does what a plan says.
     *
     * @param plan its id; NOT_FOUND where it is too old
     * @param each must not block
     */
    CompletableFuture<Cleanup.Done> clean(String plan, Consumer<Cleanup.Step> each);
}
