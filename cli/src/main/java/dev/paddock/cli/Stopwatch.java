package dev.paddock.cli;

import java.time.Duration;

/** Tells how long ago it was made, by a clock that nobody sets. */
final class Stopwatch {
    private final long begun = System.nanoTime();

    Duration passed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    boolean over(Duration limit) {
        return passed().compareTo(limit) > 0;
    }
}
