package dev.paddock.cleanup;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a home takes on its disk, in bytes.
 *
 * @param took how long measuring took
 * @param kinds by kind, in the order to be shown
 * @param runs by run
 * @param projects by project, without its runs
 * @param parts of single things by path in the home: base checkouts, set-up layers, programs, caches
 */
public record DiskUse(
        Instant at,
        Duration took,
        Map<String, Long> kinds,
        Map<String, OfRun> runs,
        Map<String, Long> projects,
        Map<String, Long> parts) {
    /**
     * What a run takes.
     *
     * @param workspace goes when it is freed
     * @param result its branch, or its diff
     */
    public record OfRun(long workspace, long result) {
        static final OfRun NONE = new OfRun(0, 0);
    }

    public long total() {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    long part(String path) {
        return parts.getOrDefault(path, 0L);
    }

    OfRun run(String id) {
        return runs.getOrDefault(id, OfRun.NONE);
    }
}
