package dev.paddock.sandbox;

/**
 * What a sandbox uses now.
 *
 * @param memoryBytes resident memory of all its processes
 * @param cpuNanos processor time used since it was made
 * @param processes processes alive in it, helpers of the sandbox itself included
 */
public record Readings(long memoryBytes, long cpuNanos, int processes) {}
