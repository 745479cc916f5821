package dev.paddock.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Steps that must not be left half done: Ctrl-C and other signals that can be caught wait for their end, at most a minute. */
final class Unbroken {
    private Unbroken() {}

    static <T> T during(Supplier<T> steps) {
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            try {
                over.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new CliException(ExitCode.INTERRUPTED, "interrupted before anything was changed", null, e);
        }
        try {
            return steps.get();
        } finally {
            over.countDown();
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and was kept waiting.
            return;
        }
    }
}
