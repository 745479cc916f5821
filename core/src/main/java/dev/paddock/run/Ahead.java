package dev.paddock.run;

import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.home.Home;
import dev.paddock.run.Stock.Made;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Workspaces with sandboxes that are made ahead of need, for the base commits that runs lately began from: a few in all, none where memory is short, none
 * for what nobody asked for in half an hour. Each is handed out once. They end with this server, however it ends; what is left of them on the disk goes when
 * the next one begins. Safe for use by several threads; makes and drops them on one of its own, while no run is being prepared.
 */
final class Ahead implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ahead.class.getName());
    private final Home home;
    private final SandboxProvider provider;
    private final Workspaces workspaces;
    private final Gateway gateway;
    private final int most;
    private final Stock stock;
    private final Bell bell = new Bell();
    private final Thread thread;

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
        this.stock = new Stock(most);
        this.thread = Thread.ofPlatform().daemon().name("ahead").unstarted(this::loop);
    }

    void begin() {
        thread.start();
    }

    /** How many are ready. */
    int ready() {
        return stock.ready();
    }

    /** A run is being prepared, until {@link #prepared}: nothing else is made meanwhile. */
    void preparing() {
        stock.preparing();
    }

    void prepared() {
        stock.prepared();
        bell.ring();
    }

    /** A workspace over the run's base, moved to the run's place; empty where none is ready. */
    Optional<Taken> take(Run run, Author author) {
        Made taken = stock.take(new Stock.Key(run.project(), run.base()));
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

    /**
     * More runs like this one may come.
     *
     * @param run whose workspace and sandbox were made
     * @param spec of a sandbox over another workspace of the same base; it may be called as long as this lives
     * @param changed whether what was ready did not fit any more
     */
    void want(Workspace run, Function<Workspace, SandboxSpec> spec, boolean changed) {
        if (most > 0) {
            stock.want(new Stock.Key(run.project(), run.base()), run.author(), spec, changed);
            bell.ring();
        }
    }

    /** Whether something stands ready over a base commit, or is being made; it goes soon then. For who wants to remove what is below it. */
    boolean letGo(String project, String base) {
        boolean stands = stock.letGo(new Stock.Key(project, base));
        bell.ring();
        return stands;
    }

    @Override
    public void close() {
        bell.close();
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
            while (!bell.closed()) {
                switch (stock.next()) {
                    case Stock.Work.Wait(Duration time) -> bell.await(time);
                    case Stock.Work.Drop(List<Made> gone) -> drop(gone);
                    case Stock.Work.Make(Stock.Key key, Stock.Wanted how) -> make(key, how);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the maker of sandboxes ahead of need was interrupted");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "no more sandboxes are made ahead of need", e);
        } finally {
            drop(stock.clear());
        }
    }

    private void make(Stock.Key key, Stock.Wanted how) {
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
            stock.made(new Made(key, workspace, sandbox, door));
            return;
        }
        if (door != null) {
            door.close();
        }
        if (workspace != null) {
            workspaces.drop(workspace);
        }
        stock.failed(key);
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
