package dev.paddock.workspace;

import java.time.Duration;

/**
 * What collecting may bring at once.
 *
 * @param fileBytes a larger file of the workspace is left out and named
 * @param packBytes what one collecting may carry out of the sandbox, packed
 * @param time for each of its steps
 */
public record CollectLimits(long fileBytes, long packBytes, Duration time) {
    public static CollectLimits standard() {
        return new CollectLimits(100L << 20, 2L << 30, Duration.ofMinutes(5));
    }
}
