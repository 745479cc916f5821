package dev.paddock.run;

import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.home.Home;
import dev.paddock.home.Memory;
import dev.paddock.sandbox.ReadySandbox;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Run;
import dev.paddock.workspace.Workspace;
import dev.paddock.workspace.Workspaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workspaces with sandboxes that are made ahead of need, for the base commits that runs lately began from: a few in all, none where memory is short, none
 * for what nobody asked for in half an hour. Each is handed out once. They end with this server, however it ends; what is left of them on the disk goes when
 * the next one begins. Safe for use by several threads; makes and drops them on one of its own, while no run is being prepared.
 */
final class Ahead implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ahead.class.getName());
    private static final long RESERVE = 2L << 30;
    private static final long QUIET = Duration.ofMillis(300).toNanos();
    private static final long KEPT = Duration.ofMinutes(30).toNanos();

    private final Home home;
    private final SandboxProvider provider;
    private final Workspaces workspaces;
    private final Gateway gateway;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below guarded by the lock.
    private final List<Made> made = new ArrayList<>();
    private final List<Made> stale = new ArrayList<>();
    /** The one asked for last is last. */
    private final Map<Key, Wanted> wanted = new LinkedHashMap<>();

    private @Nullable Key making;
    private int preparing;
    private long quietFrom;
    private boolean closed;
    private final Thread thread;

    /** What a workspace stands on. */
    private record Key(String project, String base) {}

    /** How to make one more, and when it was asked for last, in nanoseconds. */
    private record Wanted(Author author, Function<Workspace, SandboxSpec> spec, long at) {}

    private record Made(Key key, Workspace workspace, ReadySandbox sandbox, Door door) {}

    /** A workspace that is a run's now, and the sandbox over it, which is not yet: {@link #sandbox} or {@link #refuse} must follow. */
    record Taken(Workspace workspace, ReadySandbox ready, Door door) {
        /** The sandbox, as the run's; empty where it does not fit and is gone. */
        Optional<Sandbox> sandbox(SandboxSpec spec) {
            try {
                if (ready.fits(spec)) {
                    Sandbox claimed = ready.claim(spec);
                    door.close();
                    return Optional.of(claimed);
                }
            } catch (PaddockException e) {
                LOG.log(System.Logger.Level.WARNING, "a sandbox that was made ahead can't be used", e);
            }
            refuse();
            return Optional.empty();
        }

        /** Ends the sandbox; the workspace stays the run's. */
        void refuse() {
            ready.close();
            door.close();
        }
    }

    /** @param most in all; 0 for none ever */
    Ahead(Parts parts, int most) {
        this.home = parts.home();
        this.provider = parts.provider();
        this.workspaces = parts.workspaces();
        this.gateway = parts.gateway();
        this.most = most;
        this.thread = Thread.ofPlatform().daemon().name("ahead").unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    /** How many are ready. */
    int ready() {
        lock.lock();
        try {
            return made.size();
        } finally {
            lock.unlock();
        }
    }

    /** A run is being prepared, until {@link #prepared}: nothing else is made meanwhile. */
    void preparing() {
        lock.lock();
        try {
            preparing++;
        } finally {
            lock.unlock();
        }
    }

    void prepared() {
        lock.lock();
        try {
            preparing--;
            quietFrom = System.nanoTime() + QUIET;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A workspace over the run's base, moved to the run's place; empty where none is ready. */
    Optional<Taken> take(Run run, Author author) {
        Made taken = next(new Key(run.project(), run.base()));
        if (taken == null) {
            return Optional.empty();
        }
        try {
            Workspace workspace = workspaces.adopt(taken.workspace(), run.id(), run.branch(), author);
            return Optional.of(new Taken(workspace, taken.sandbox(), taken.door()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a workspace that was made ahead can't be used", e);
            drop(List.of(taken));
            return Optional.empty();
        }
    }

    private @Nullable Made next(Key key) {
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    /**
     * More runs like this one may come.
     *
     * @param run whose workspace and sandbox were made
     * @param spec of a sandbox over another workspace of the same base; it may be called as long as this lives
     * @param changed whether what was ready did not fit any more
     */
    void want(Workspace run, Function<Workspace, SandboxSpec> spec, boolean changed) {
        if (most == 0) {
            return;
        }
        Key key = new Key(run.project(), run.base());
        lock.lock();
        try {
            // A project moves on: nobody begins from its older base any more.
            wanted.keySet().removeIf(other -> other.project().equals(key.project()));
            wanted.put(key, new Wanted(run.author(), spec, System.nanoTime()));
            while (wanted.size() > most) {
                wanted.remove(wanted.keySet().iterator().next());
            }
            if (changed) {
                retire(key);
            }
            this.changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something stands ready over a base commit, or is being made; it goes soon then. For who wants to remove what is below it. */
    boolean letGo(String project, String base) {
        Key key = new Key(project, base);
        lock.lock();
        try {
            wanted.remove(key);
            changed.signal();
            return key.equals(making)
                    || Stream.concat(made.stream(), stale.stream())
                            .anyMatch(one -> one.key().equals(key));
        } finally {
            lock.unlock();
        }
    }

    private void retire(Key key) {
        made.stream().filter(one -> one.key().equals(key)).forEach(stale::add);
        made.removeIf(one -> one.key().equals(key));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- on the thread ---

    private void loop() {
        try {
            workspaces.dropAll();
            while (step()) {}
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the maker of sandboxes ahead of need was interrupted");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "no more sandboxes are made ahead of need", e);
        } finally {
            drop(all());
        }
    }

    /** Does one thing; false at the end. */
    private boolean step() throws InterruptedException {
        List<Made> gone;
        Key key;
        Wanted how;
        lock.lock();
        try {
            long now = System.nanoTime();
            while (!closed && (preparing > 0 || now < quietFrom || (surplus(now).isEmpty() && lacking() == null))) {
                long left = preparing == 0 && now < quietFrom ? quietFrom - now : KEPT;
                // Half an hour without a word is looked at as well: what is unused goes then.
                long _ = changed.awaitNanos(left);
                now = System.nanoTime();
            }
            if (closed) {
                return false;
            }
            gone = surplus(now);
            stale.clear();
            made.removeAll(gone);
            key = gone.isEmpty() ? lacking() : null;
            how = key == null ? null : wanted.get(key);
            making = key;
        } finally {
            lock.unlock();
        }
        drop(gone);
        if (key != null && how != null) {
            make(key, how);
        }
        return true;
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

    private void make(Key key, Wanted how) {
        String id = "ahead-" + Ids.run();
        Workspace workspace = null;
        Door door = null;
        ReadySandbox sandbox = null;
        try {
            workspace = workspaces.ahead(id, key.project(), key.base(), how.author());
            door = gateway.openDoor(home.door(id), DoorPolicy.NONE, new DoorListener() {});
            sandbox = provider.ahead(how.spec().apply(workspace)).orElse(null);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "can't make a sandbox ahead of need for " + key, e);
        }
        if (workspace != null && door != null && sandbox != null) {
            Made one = new Made(key, workspace, sandbox, door);
            lock.lock();
            try {
                making = null;
                made.add(one);
            } finally {
                lock.unlock();
            }
            return;
        }
        if (door != null) {
            door.close();
        }
        if (workspace != null) {
            workspaces.drop(workspace);
        }
        lock.lock();
        try {
            making = null;
            // Not again before somebody asks again.
            wanted.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private List<Made> all() {
        lock.lock();
        try {
            List<Made> all = new ArrayList<>(made);
            all.addAll(stale);
            made.clear();
            stale.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void drop(List<Made> gone) {
        for (Made one : gone) {
            try {
                one.sandbox().close();
                one.door().close();
                workspaces.drop(one.workspace());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "can't remove what was made ahead of need", e);
            }
        }
    }
}
