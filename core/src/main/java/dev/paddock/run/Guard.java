package dev.paddock.run;

import dev.paddock.event.EventBody;
import dev.paddock.gateway.Turns;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.RunState.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one run has used of its limits, and which it has reached. Its clocks go while the run is running; they follow a clock that nobody sets, so a step of the
 * machine's time ends no run. The supervisor starts and stops them; the door and the meter tell what they see, and wake the supervisor where it matters. Thread-safe.
 */
final class Guard {
    private static final Duration LONG = Duration.ofHours(1);

    private final String run;
    private final RunLimits limits;
    private final Mailbox mailbox;
    private final Turns turns;
    private final Set<String> reached = new LinkedHashSet<>(); // what is to be told
    private List<String> told = List.of();
    private final Set<String> known = new LinkedHashSet<>();
    private Duration used;
    private boolean running;
    private long since;
    private long sign;
    private @Nullable DiskUse disk;

    /** @param now by the store's clock, which dated the run */
    Guard(Run run, RunLimits limits, Mailbox mailbox, Instant now) {
        this.run = run.id();
        this.limits = limits;
        this.mailbox = mailbox;
        this.turns = new Turns(limits.turns(), run.work().turns());
        Duration before = run.work().at(now);
        this.used = before.compareTo(run.work().done()) < 0 ? run.work().done() : before;
        at(run.state().kind());
    }

    /** What the sandbox of a run with these limits may use. */
    static Limits sandbox(RunLimits of) {
        Limits standard = Limits.standard();
        return new Limits(
                of.memory(),
                of.cpus(),
                of.processes(),
                standard.openFiles(),
                standard.fileBytes(),
                standard.tmpBytes());
    }

    /** The limit that a run has used up before it goes on, null if it may. */
    static EventBody.@Nullable Limit spent(Run run, RunLimits limits, Instant now) {
        boolean late = limits.time().isPositive() && run.work().at(now).compareTo(limits.time()) >= 0;
        boolean asked = limits.turns() > 0 && run.work().turns() >= limits.turns();
        return late || asked ? LimitWords.of(run.id(), late ? "time" : "turns", limits) : null;
    }

    RunLimits limits() {
        return limits;
    }

    Turns turns() {
        return turns;
    }

    /** The run comes into a state. */
    synchronized void at(Kind kind) {
        long now = System.nanoTime();
        if (running) {
            used = used.plusNanos(now - since);
        }
        running = kind == Kind.RUNNING;
        since = now;
        sign = now;
    }

    /** How long it was running before this server, where that is known better. */
    synchronized void used(Duration time) {
        used = time;
        since = System.nanoTime();
    }

    /** The agent said something, or asked its model. */
    synchronized void sign() {
        sign = System.nanoTime();
    }

    /** The door refused a model request. */
    void turnsUsed() {
        mailbox.offer(new Note.Limit());
    }

    /** What the meter sees. */
    void measured(Readings readings) {
        synchronized (this) {
            List<String> fresh = readings.reached().stream().filter(known::add).toList();
            if (!reached.addAll(fresh)) {
                return;
            }
        }
        mailbox.offer(new Note.Limit());
    }

    /** What the meter sees. */
    void measured(DiskUse use) {
        synchronized (this) {
            disk = use;
            if (disk() == null) {
                return;
            }
        }
        mailbox.offer(new Note.Limit());
    }

    /** Looks once more at a sandbox that is about to end. */
    void look(Sandbox sandbox) {
        try {
            measured(sandbox.readings());
        } catch (RuntimeException e) {
            // It ends, and its control groups with it.
            return;
        }
    }

    /** How long nothing can happen. */
    synchronized Duration patience() {
        if (!running) {
            return LONG;
        }
        long now = System.nanoTime();
        Duration left = LONG;
        if (limits.time().isPositive()) {
            left = limits.time().minus(used).minusNanos(now - since);
        }
        if (limits.idle().isPositive()) {
            Duration quiet = limits.idle().minusNanos(now - sign);
            left = quiet.compareTo(left) < 0 ? quiet : left;
        }
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONG) > 0 ? LONG : left;
    }

    /** Whether a model request was refused because there were too many: what the agent says then is only an echo of that. */
    EventBody.@Nullable Limit echoed() {
        return turns.refused() ? LimitWords.of(run, "turns", limits) : null;
    }

    /** The limit that ends the run now, null if it may go on. */
    synchronized EventBody.@Nullable Limit over() {
        String name = turns.refused() ? "turns" : disk();
        long now = System.nanoTime();
        if (name == null && running) {
            boolean late =
                    limits.time().isPositive() && used.plusNanos(now - since).compareTo(limits.time()) >= 0;
            boolean quiet =
                    limits.idle().isPositive() && now - sign >= limits.idle().toNanos();
            name = late ? "time" : quiet ? "idle" : null;
        }
        return name == null ? null : LimitWords.of(run, name, limits);
    }

    private @Nullable String disk() {
        DiskUse use = disk;
        if (use == null) {
            return null;
        }
        if (limits.disk() > 0 && use.bytes() > limits.disk()) {
            return "disk";
        }
        return limits.files() > 0 && use.files() > limits.files() ? "files" : null;
    }

    /** Writes which limits were reached that end nothing; one that was told before is not told again. */
    void tell(Tx tx) {
        List<String> names;
        synchronized (this) {
            names = List.copyOf(reached);
            told = names;
        }
        names.forEach(name -> tx.reached(run, LimitWords.of(run, name, limits)));
    }

    /** What was told last is durable. */
    synchronized void told() {
        told.forEach(reached::remove);
    }

    synchronized boolean hasToTell() {
        return !reached.isEmpty();
    }
}
