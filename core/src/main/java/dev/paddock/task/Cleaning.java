package dev.paddock.task;

import java.time.Instant;

/**
 * What one clean-up did.
 *
 * @param cause {@code person}, {@code retention} or {@code pressure}
 * @param removed things that went
 * @param failed things that could not be removed; the next one tries again
 * @param bytes that went with them
 */
public record Cleaning(Instant at, String cause, int removed, int failed, long bytes) {}
