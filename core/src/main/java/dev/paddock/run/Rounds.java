package dev.paddock.run;

import java.time.Duration;
import java.util.function.Supplier;

/** Does something again and again on a thread of its own: whenever it is woken, and when as much time is over as the round before asked for. */
final class Rounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Bell bell = new Bell();
    private final Supplier<Duration> round;
    private final Duration afterDefect;
    private final Thread thread;

    /**
     * @param name of the thread, a virtual one
     * @param round gives how long to sleep then; a minute at most is slept
     * @param afterDefect how long to sleep where it threw
     */
    Rounds(String name, Supplier<Duration> round, Duration afterDefect) {
        this.round = round;
        this.afterDefect = afterDefect;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    /** Has it begin its next round at once. */
    void wake() {
        bell.ring();
    }

    /** Ends it, behind the round that it is at. */
    @Override
    public void close() {
        bell.close();
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        Duration pause = Duration.ZERO;
        try {
            while (bell.await(pause)) {
                pause = once();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, thread.getName() + " was interrupted");
        }
    }

    private Duration once() {
        try {
            Duration asked = round.get();
            return asked.compareTo(LONG) > 0 ? LONG : asked;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, thread.getName() + " can't do its round", e);
            return afterDefect;
        }
    }
}
