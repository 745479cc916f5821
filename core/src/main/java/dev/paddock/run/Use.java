package dev.paddock.run;

import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Readings;
import org.jspecify.annotations.Nullable;

/**
 * What a live run uses.
 *
 * @param cpuPercent of one core, since the measurement before; -1 where there is none yet
 * @param disk as it was last measured; null before the first time
 */
public record Use(
        Readings readings, double cpuPercent, @Nullable DiskUse disk) {}
