package dev.paddock.sandbox;

import java.util.List;

/**
 * What a sandbox uses now.
 *
 * @param memoryBytes resident memory of all its processes
 * @param cpuNanos processor time used since it was made
 * @param processes processes alive in it, helpers of the sandbox itself included
 * @param reached the limits that it has hit since it was made: {@code memory}, {@code processes}, {@code cpus} (it was held back for a good while); empty
 *     where the machine can't tell
 */
public record Readings(long memoryBytes, long cpuNanos, int processes, List<String> reached) {
    public Readings {
        reached = List.copyOf(reached);
    }

    public Readings(long memoryBytes, long cpuNanos, int processes) {
        this(memoryBytes, cpuNanos, processes, List.of());
    }
}
