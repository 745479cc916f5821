package dev.paddock.run;

import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Decides which queued run starts next and when: while there is a place, memory and cores, the oldest run of the project that has the fewest at work; among
 * such projects the one whose turn was longest ago. One thread of its own, which sleeps until something changed.
 */
final class Scheduler implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration YOUNG = Duration.ofSeconds(15);
    private static final int MOST_SERVED = 10_000;

    private final Store store;
    private final Room room;
    private final Supplier<Collection<Run>> atWork;
    private final Consumer<Run> start;
    private final Runnable makeRoom;
    // Of the scheduler's thread and, while that waits, the store's.
    private final ArrayDeque<Long> starts = new ArrayDeque<>();
    private final Map<String, Long> served = new HashMap<>();
    private long turn;
    private volatile String lack = ""; // written by the scheduler's thread, shown to people
    private final Rounds rounds = new Rounds("scheduler", this::admit, Room.patience());

    /**
     * @param atWork the runs that hold a place now
     * @param start starts a run that is to be prepared
     * @param makeRoom asks a run that only keeps its agent warm to end, if there is one
     */
    Scheduler(Store store, Room room, Supplier<Collection<Run>> atWork, Consumer<Run> start, Runnable makeRoom) {
        this.store = store;
        this.room = room;
        this.atWork = atWork;
        this.start = start;
        this.makeRoom = makeRoom;
    }

    void begin() {
        rounds.begin();
    }

    /** What the next queued run waits for, in a person's words; empty where none has to wait. */
    String lack() {
        return lack;
    }

    /** Something changed: a run was queued, or one ended. */
    void wake() {
        rounds.wake();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Starts what can start; gives how long to sleep then. */
    private Duration admit() {
        while (!store.read(query -> query.queue().heads(store.clock().instant()))
                .isEmpty()) {
            Collection<Run> working = atWork.get();
            Room.Places places = room.places(working.size(), young(), sinceLast());
            lack = places.lack();
            if (places.free() == 0) {
                makeRoom.run();
                // Memory and cores come back without anyone telling.
                return Room.patience();
            }
            List<Run> taken = store.write(tx -> take(tx, working, places.free()));
            taken.forEach(start);
        }
        lack = "";
        Optional<Instant> next =
                store.read(query -> query.queue().nextTry(store.clock().instant()));
        return next.map(at -> Duration.between(store.clock().instant(), at)).orElse(LONG);
    }

    private List<Run> take(Tx tx, Collection<Run> working, int free) {
        Map<String, Integer> load = new HashMap<>();
        working.forEach(run -> load.merge(run.project(), 1, Integer::sum));
        List<Run> taken = new ArrayList<>();
        List<Run> heads = tx.queue().heads(tx.now());
        while (taken.size() < free && !heads.isEmpty()) {
            Run next = next(heads, load, served);
            tx.become(next.id(), new RunState.Preparing(), "a sandbox is being made");
            taken.add(tx.run(next.id()).orElseThrow());
            load.merge(next.project(), 1, Integer::sum);
            if (served.size() > MOST_SERVED) {
                served.clear();
            }
            served.put(next.project(), ++turn);
            starts.addLast(System.nanoTime());
            heads = tx.queue().heads(tx.now());
        }
        return taken;
    }

    /** The oldest run of the project with the fewest runs at work, and among such of the one whose turn was longest ago; {@code heads} is in order of age. */
    static Run next(List<Run> heads, Map<String, Integer> load, Map<String, Long> served) {
        return heads.stream()
                .min(Comparator.comparing((Run run) -> load.getOrDefault(run.project(), 0))
                        .thenComparing(run -> served.getOrDefault(run.project(), 0L)))
                .orElseThrow();
    }

    private int young() {
        long before = System.nanoTime() - YOUNG.toNanos();
        while (starts.size() > 1 && starts.getFirst() - before < 0) {
            starts.removeFirst();
        }
        return (int) starts.stream().filter(at -> at - before > 0).count();
    }

    private Duration sinceLast() {
        return starts.isEmpty() ? LONG : Duration.ofNanos(System.nanoTime() - starts.getLast());
    }
}
