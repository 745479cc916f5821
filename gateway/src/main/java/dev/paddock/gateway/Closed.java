package dev.paddock.gateway;

import java.time.Duration;

/**
 * The end of something that was allowed: a tunnel, a plain HTTP request, a model request.
 *
 * @param verdict the decision that opened it
 * @param bytesUp bytes from the run to the destination, inside the tunnel or body
 * @param bytesDown bytes from the destination to the run
 * @param duration from the decision to the end
 * @param end how it ended
 */
public record Closed(Verdict verdict, long bytesUp, long bytesDown, Duration duration, End end) {
    /** How something ended. */
    public enum End {
        /** In order. */
        DONE,
        /** The destination could not be reached, or broke off. */
        UPSTREAM,
        /** The run broke off. */
        RUN,
        /** No byte for too long. */
        IDLE,
        /** A limit was reached, or the policy no longer allows it, or the door was closed. */
        CUT
    }
}
