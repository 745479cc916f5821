package dev.paddock.gateway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one model call used, as read from the response on the wire. Calls that broke off report what was seen until then.
 *
 * @param id of the {@link ModelRequest}
 * @param time when the response ended
 * @param model as the response names it, else as the request did; empty when neither does
 * @param inputTokens neither read from nor written to the prompt cache
 * @param cacheWriteTokens all tokens written to the prompt cache
 * @param cacheWriteLongTokens those of them that are kept for an hour, which cost more
 * @param complete whether the response was seen to its end
 * @param httpStatus of the response; 0 when none came
 * @param duration from the request's head to the end of the response
 * @param resets when the vendor says that calls are welcome again, where it refused this one for now; else null
 */
public record Usage(
        long id,
        Instant time,
        String vendor,
        String model,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long cacheWriteLongTokens,
        boolean complete,
        int httpStatus,
        Duration duration,
        @Nullable Instant resets) {}
