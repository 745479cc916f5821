package dev.paddock.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** How many more runs the machine takes now. Safe for use by several threads. */
public final class Room {
    /** What a run that has just been started may still take of the memory that seems available. */
    private static final long YOUNG = 128L << 20;
    /** The share of time for which everything stood still for want of memory, in percent, above which no run starts. */
    private static final double STALLED = 20;
    /** How often a run is started on a machine whose cores are busy. */
    private static final Duration BUSY_PACE = Duration.ofSeconds(10);

    private final int most;
    private final long keptFree;
    private final double load;
    private final Supplier<Optional<String>> refusal;
    private final Supplier<MachineLoad> machine;

    /**
     * @param most runs at once
     * @param keptFree bytes of memory that must stay available when a run starts, unless none is at work
     * @param load processes for each core that want to run, above which runs start slowly
     * @param refusal why no run may begin now whatever room there is, for a person; nothing where one may
     */
    public Room(int most, long keptFree, double load, Supplier<Optional<String>> refusal) {
        this(most, keptFree, load, refusal, MachineLoad::now);
    }

    Room(int most, long keptFree, double load, Supplier<Optional<String>> refusal, Supplier<MachineLoad> machine) {
        this.most = most;
        this.keptFree = keptFree;
        this.load = load;
        this.refusal = refusal;
        this.machine = machine;
    }

    /**
     * What there is.
     *
     * @param free runs that may start now
     * @param lack what keeps others from starting, in a person's words
     */
    record Places(int free, String lack) {}

    /**
     * @param working runs that hold a place
     * @param young those of them that were started in the last seconds
     * @param last how long ago the last one was started
     */
    Places places(int working, int young, Duration last) {
        String full = "a place: " + working + " of " + most + " runs are at work";
        if (working >= most) {
            return new Places(0, full);
        }
        Optional<String> refused = refusal.get();
        if (refused.isPresent()) {
            return new Places(0, "disk: " + refused.get());
        }
        MachineLoad now = machine.get();
        long spare = now.availableBytes() - keptFree - young * YOUNG;
        long byMemory = Math.max(0, spare / YOUNG);
        if (working == 0) {
            byMemory = Math.max(1, byMemory);
        } else if (now.stalledPercent() > STALLED) {
            return new Places(
                    0,
                    "memory: the machine stands still for want of it, " + Math.round(now.stalledPercent())
                            + " % of the time");
        }
        if (byMemory == 0) {
            return new Places(
                    0,
                    "memory: " + gib(now.availableBytes()) + " available, " + gib(keptFree) + " kept free"
                            + (young == 0 ? "" : ", " + young + " just started"));
        }
        if (working >= now.cores() && now.load() > load * now.cores()) {
            return new Places(
                    last.compareTo(BUSY_PACE) < 0 ? 0 : 1,
                    String.format(
                            Locale.ROOT,
                            "cores: a load of %.0f on %d of them; one run starts every %d s",
                            now.load(),
                            now.cores(),
                            BUSY_PACE.toSeconds()));
        }
        int free = (int) Math.min(byMemory, most - working);
        return new Places(free, free == most - working ? full : "memory: others have just started");
    }

    /** How long to wait before looking again where a place is lacking that nobody tells of. */
    static Duration patience() {
        return Duration.ofSeconds(5);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", Math.max(0, bytes) / (double) (1L << 30));
    }
}
