package dev.paddock.sandbox;

/**
 * What one sandbox may use at most. Each is enforced by the strongest means that the machine has (cgroup, else rlimit).
 *
 * @param memoryBytes memory of all its processes together
 * @param cpus processor time, in cores; may be a fraction
 * @param processes processes and threads together
 * @param openFiles open files of one process
 * @param fileBytes size of one file
 * @param tmpBytes size of its {@code /tmp}
 */
public record Limits(long memoryBytes, double cpus, int processes, int openFiles, long fileBytes, long tmpBytes) {
    private static final long GIB = 1L << 30;

    public Limits {
        if (memoryBytes <= 0 || cpus <= 0 || processes <= 0 || openFiles <= 0 || fileBytes <= 0 || tmpBytes <= 0) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /** Enough for a coding agent and a build beside it. */
    public static Limits standard() {
        return new Limits(4 * GIB, 2, 1024, 65_536, 16 * GIB, 2 * GIB);
    }
}
