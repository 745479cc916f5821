package dev.paddock.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a model did not serve a call although it may serve the same call later.
 *
 * @param vendor name of the model route
 * @param host of its upstream
 * @param status HTTP status of the answer; 0 when none came
 * @param reset when the vendor says that calls are welcome again; null where it says nothing
 * @param time when it happened
 */
public record ModelTrouble(
        Kind kind,
        String vendor,
        String host,
        int status,
        @Nullable Instant reset,
        Instant time) {
    /** What kind of trouble. */
    public enum Kind {
        /** A limit is reached or used up. */
        QUOTA,
        /** The upstream can't be reached, broke off, is overloaded or out of order. */
        NETWORK
    }
}
