package dev.paddock.bubblewrap;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what the kernel finishes within milliseconds and tells nobody about. */
final class Waiting {
    private Waiting() {}

    /** True as soon as the condition holds, false if it does not in time. */
    static boolean until(BooleanSupplier condition, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
