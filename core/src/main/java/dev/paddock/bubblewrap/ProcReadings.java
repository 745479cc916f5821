package dev.paddock.bubblewrap;

import java.nio.file.Path;
import java.util.List;

/**
 * What the processes that one {@code proc} shows use together. Time of those that ended counts as far as somebody waited for them.
 *
 * @param memoryBytes resident; pages that several share count for each
 * @param cpuNanos user and system time
 * @param processes how many there are
 * @param threads how many they have together
 */
record ProcReadings(long memoryBytes, long cpuNanos, int processes, int threads) {
    /** {@code USER_HZ}, 100 on every Linux. */
    private static final long TICK_NANOS = 10_000_000;

    private static final long PAGE = 4096;

    static ProcReadings read(Path proc) {
        long memory = 0;
        long ticks = 0;
        int processes = 0;
        int threads = 0;
        for (List<String> fields : ProcFiles.stats(proc)) {
            // utime, stime, cutime, cstime are fields 14 to 17, rss is 24, the number of threads 20; the list begins
            // with field 3.
            for (int field = 14; field <= 17; field++) {
                ticks += Long.parseLong(fields.get(field - 3));
            }
            memory += Long.parseLong(fields.get(24 - 3)) * PAGE;
            threads += Integer.parseInt(fields.get(20 - 3));
            processes++;
        }
        return new ProcReadings(memory, ticks * TICK_NANOS, processes, threads);
    }
}
