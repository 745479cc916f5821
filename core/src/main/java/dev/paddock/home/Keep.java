package dev.paddock.home;

import java.time.Duration;

/**
 * How long things are kept on the disk. Journals, diffs and branches that were neither landed nor discarded are kept whatever is set here.
 *
 * @param automatic {@code keep.automatic}: whether the server cleans up by itself
 * @param workspaces {@code keep.workspaces}: a run's workspace, after the run's end
 * @param landed {@code keep.landed}: a workspace whose work was landed or discarded, after the run's end
 * @param branches {@code keep.branches}: the branch of a run that was landed or discarded, after the run's end
 * @param caches {@code keep.caches}: base checkouts, set-up layers and downloads, after their last use
 * @param downloads {@code keep.downloads}: bytes of downloads for agents
 * @param agents {@code keep.agents}: a program that no agent's file pins any more, after it was installed
 * @param logs {@code keep.logs}: old files of the log
 * @param free {@code keep.free}: bytes that stay free on the disk; below them no run begins. -1 for a twentieth of the disk, at most 2 GiB
 */
public record Keep(
        boolean automatic,
        Duration workspaces,
        Duration landed,
        Duration branches,
        Duration caches,
        long downloads,
        Duration agents,
        Duration logs,
        long free) {
    /** What holds where nothing is set. */
    public static final Keep USUAL = new Keep(
            true,
            Duration.ofDays(14),
            Duration.ofDays(1),
            Duration.ofDays(30),
            Duration.ofDays(7),
            5L << 30,
            Duration.ofDays(30),
            Duration.ofDays(30),
            -1);

    static Keep read(SettingValues values) {
        return new Keep(
                values.word("keep.automatic", "on", "on|off", "on or off").equals("on"),
                values.duration("keep.workspaces", USUAL.workspaces()),
                values.duration("keep.landed", USUAL.landed()),
                values.duration("keep.branches", USUAL.branches()),
                values.duration("keep.caches", USUAL.caches()),
                values.size("keep.downloads", USUAL.downloads(), 0),
                values.duration("keep.agents", USUAL.agents()),
                values.duration("keep.logs", USUAL.logs()),
                values.size("keep.free", USUAL.free(), 0));
    }
}
