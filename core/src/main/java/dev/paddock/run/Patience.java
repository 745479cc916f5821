package dev.paddock.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long what may pass is waited for.
 *
 * @param retry how long after its first failure a run that could not be prepared is tried again; later tries wait longer
 * @param tries how often it is tried in all
 * @param probe how long after the model was found out of reach it is tried first; later tries wait twice as long each, up to some minutes
 * @param quota how long a run is parked at most because a model's limit is used up, without an answer of the model between
 * @param network the same because the model is out of reach or out of order
 */
public record Patience(Duration retry, int tries, Duration probe, Duration quota, Duration network) {
    private static final List<Integer> LONGER = List.of(1, 6, 24, 120);
    private static final Duration LAST_PROBE = Duration.ofMinutes(5);
    private static final List<Duration> UNTOLD = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1));

    /** The usual one. */
    public static Patience standard() {
        return new Patience(Duration.ofSeconds(5), 6, Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofHours(6));
    }

    /** Before a run is prepared again that could not be {@code failed} times. */
    Duration beforeTry(int failed) {
        return spread(retry.multipliedBy(LONGER.get(Math.clamp(failed - 1L, 0, LONGER.size() - 1))));
    }

    /** Before the model is tried again that was out of reach {@code failed} times before. */
    Duration beforeProbe(int failed) {
        Duration grown = probe.multipliedBy(1L << Math.clamp(failed, 0, 10));
        return spread(grown.compareTo(LAST_PROBE) < 0 ? grown : LAST_PROBE);
    }

    /** Before a limit is tried again of which nobody told when it is lifted. */
    static Duration untold(int failed) {
        return spread(UNTOLD.get(Math.clamp(failed, 0, UNTOLD.size() - 1)));
    }

    /** Up to a tenth more, so that not all try at once. */
    private static Duration spread(Duration time) {
        return time.plusMillis(ThreadLocalRandom.current().nextLong(time.toMillis() / 10 + 1));
    }
}
