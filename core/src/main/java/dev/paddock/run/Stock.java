package dev.paddock.run;

import dev.paddock.gateway.Door;
import dev.paddock.home.Memory;
import dev.paddock.sandbox.ReadySandbox;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Author;
import dev.paddock.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The books of {@link Ahead}: what stands ready, what is wanted, and what is to be done about the difference. Thread-safe; makes and drops nothing itself. */
final class Stock {
    private static final long RESERVE = 2L << 30;
    private static final long QUIET = Duration.ofMillis(300).toNanos();
    private static final long KEPT = Duration.ofMinutes(30).toNanos();

    private final int most;
    // All below guarded by this.
    private final List<Made> made = new ArrayList<>();
    private final List<Made> stale = new ArrayList<>();
    /** The one asked for last is last. */
    private final Map<Key, Wanted> wanted = new LinkedHashMap<>();

    private @Nullable Key making;
    private int preparing;
    private long quietFrom;

    /** What a workspace stands on. */
    record Key(String project, String base) {}

    /** How to make one more, and when it was asked for last, in nanoseconds. */
    record Wanted(Author author, Function<Workspace, SandboxSpec> spec, long at) {}

    /** One that stands ready, behind a door that lets nothing through. */
    record Made(Key key, Workspace workspace, ReadySandbox sandbox, Door door) {}

    /** What is to be done next. */
    sealed interface Work {
        /** Nothing, for so long at most. */
        record Wait(Duration most) implements Work {}

        /** These are not wanted any more and are out of the books. */
        record Drop(List<Made> gone) implements Work {}

        /** One is lacking; {@link #made} or {@link #failed} must follow. */
        record Make(Key key, Wanted how) implements Work {}
    }

    /** @param most in all */
    Stock(int most) {
        this.most = most;
    }

    synchronized int ready() {
        return made.size();
    }

    /** A run is being prepared, until {@link #prepared}: nothing is to be done meanwhile. */
    synchronized void preparing() {
        preparing++;
    }

    synchronized void prepared() {
        preparing--;
        quietFrom = System.nanoTime() + QUIET;
    }

    /** One that is alive, out of the books; null where there is none. */
    synchronized @Nullable Made take(Key key) {
        Iterator<Made> all = made.iterator();
        while (all.hasNext()) {
            Made one = all.next();
            if (one.key().equals(key)) {
                all.remove();
                if (one.sandbox().alive()) {
                    return one;
                }
                stale.add(one);
            }
        }
        return null;
    }

    /** @param changed whether what was ready did not fit any more */
    synchronized void want(Key key, Author author, Function<Workspace, SandboxSpec> spec, boolean changed) {
        // A project moves on: nobody begins from its older base any more.
        wanted.keySet().removeIf(other -> other.project().equals(key.project()));
        wanted.put(key, new Wanted(author, spec, System.nanoTime()));
        while (wanted.size() > most) {
            wanted.remove(wanted.keySet().iterator().next());
        }
        if (changed) {
            made.stream().filter(one -> one.key().equals(key)).forEach(stale::add);
            made.removeIf(one -> one.key().equals(key));
        }
    }

    /** It is not wanted any more; says whether it stands ready or is being made. */
    synchronized boolean letGo(Key key) {
        wanted.remove(key);
        return key.equals(making)
                || Stream.concat(made.stream(), stale.stream())
                        .anyMatch(one -> one.key().equals(key));
    }

    synchronized Work next() {
        long now = System.nanoTime();
        if (preparing == 0 && now < quietFrom) {
            return new Work.Wait(Duration.ofNanos(quietFrom - now));
        }
        List<Made> gone = preparing > 0 ? List.of() : surplus(now);
        if (!gone.isEmpty()) {
            stale.clear();
            made.removeAll(gone);
            return new Work.Drop(gone);
        }
        Key key = preparing > 0 ? null : lacking();
        Wanted how = key == null ? null : wanted.get(key);
        if (key == null || how == null) {
            // Half an hour without a word is looked at as well: what is unused goes then.
            return new Work.Wait(Duration.ofNanos(KEPT));
        }
        making = key;
        return new Work.Make(key, how);
    }

    synchronized void made(Made one) {
        making = null;
        made.add(one);
    }

    /** It could not be made; not again before somebody asks again. */
    synchronized void failed(Key key) {
        making = null;
        wanted.remove(key);
    }

    /** All there is, out of the books. */
    synchronized List<Made> clear() {
        List<Made> all = new ArrayList<>(made);
        all.addAll(stale);
        made.clear();
        stale.clear();
        return all;
    }

    /** What is there and not wanted; forgets who asked too long ago. */
    private List<Made> surplus(long now) {
        wanted.values().removeIf(one -> now - one.at() > KEPT);
        List<Made> found = new ArrayList<>(stale);
        made.stream().filter(one -> !wanted.containsKey(one.key())).forEach(found::add);
        for (Key key : wanted.keySet()) {
            made.stream().filter(one -> one.key().equals(key)).skip(share(key)).forEach(found::add);
        }
        return found;
    }

    private @Nullable Key lacking() {
        if (Memory.available() < RESERVE) {
            return null;
        }
        for (Key key : List.copyOf(wanted.keySet()).reversed()) {
            if (made.stream().filter(one -> one.key().equals(key)).count() < share(key)) {
                return key;
            }
        }
        return null;
    }

    /** Each wanted base has the same, and the one asked for last what remains. */
    private int share(Key key) {
        int each = most / wanted.size();
        boolean last = key.equals(List.copyOf(wanted.keySet()).getLast());
        return last ? most - each * (wanted.size() - 1) : each;
    }
}
