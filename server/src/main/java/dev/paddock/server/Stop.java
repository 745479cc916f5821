package dev.paddock.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says when the server has to stop, and waits in a signal's hook until it has. Thread-safe. */
final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicBoolean runsToo = new AtomicBoolean();

    /** Makes SIGTERM and SIGINT stop the server in order. */
    void onSignals() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            asked.countDown();
            try {
                if (!done.await(60, TimeUnit.SECONDS)) {
                    System.err.println("paddock: the server did not stop in order within 60 s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Asks for the end; true ends the runs' sandboxes as well. */
    void ask(boolean stopRuns) {
        runsToo.compareAndSet(false, stopRuns);
        asked.countDown();
    }

    /** Waits until someone asks. */
    boolean await() throws InterruptedException {
        asked.await();
        return runsToo.get();
    }

    void done() {
        done.countDown();
    }
}
