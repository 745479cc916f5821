package dev.paddock.cleanup;

import dev.paddock.home.Keep;
import dev.paddock.task.Upkeep;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** After which time what goes; the times are those of {@link Keep}. */
public record Rules(
        Duration workspaces,
        Duration landed,
        Duration branches,
        Duration caches,
        long downloads,
        Duration agents,
        Duration logs) {
    /** As the owner set them. */
    public static Rules of(Keep keep) {
        return new Rules(
                keep.workspaces(),
                keep.landed(),
                keep.branches(),
                keep.caches(),
                keep.downloads(),
                keep.agents(),
                keep.logs());
    }

    /** One time for everything; what was landed or discarded is not waited for. */
    public static Rules older(Duration time) {
        return new Rules(time, Duration.ZERO, time, time, 0, time, time);
    }

    /** For a person who asks: workspaces that were landed or discarded go at once. */
    public Rules asked() {
        return new Rules(workspaces, Duration.ZERO, branches, caches, downloads, agents, logs);
    }

    /** Where room is needed: what can be made anew goes at once, workspaces after this time. */
    Rules pressed(Duration workspacesAfter) {
        return new Rules(
                workspacesAfter.compareTo(workspaces) < 0 ? workspacesAfter : workspaces,
                Duration.ZERO,
                branches,
                Duration.ZERO,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** Whether the workspace of a run goes by its age; false for one that has not ended or holds work that was not collected. */
    boolean workspaceDue(Upkeep run, Instant now) {
        return !run.uncollected() && passed(run.since(), run.settled() ? landed : workspaces, now);
    }

    /** Whether the branch of a run goes: only where a person decided that it is not needed. */
    boolean branchDue(Upkeep run, Instant now) {
        return run.settled() && passed(run.since(), branches, now);
    }

    static boolean passed(@Nullable Instant since, Duration time, Instant now) {
        return since != null && !since.plus(time).isAfter(now);
    }
}
