package dev.paddock.rehearsal;

import java.time.Duration;

/**
 * A limit that a request ran into.
 *
 * @param resets how long until it is lifted
 */
record Limit(Kind kind, Duration resets) {
    enum Kind {
        /** Requests a minute. */
        REQUESTS,
        /** Tokens a minute. */
        TOKENS,
        /** What a subscription includes, or what a day allows. */
        USAGE
    }

    /** In whole seconds, rounded up. */
    long seconds() {
        return Math.max(1, resets.plusMillis(999).toSeconds());
    }
}
