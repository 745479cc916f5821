package dev.paddock.run;

import dev.paddock.egress.Egress;
import dev.paddock.egress.Target;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.Closed;
import dev.paddock.gateway.Decision;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.ModelRequest;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.Prices;
import dev.paddock.gateway.Refusal;
import dev.paddock.gateway.Usage;
import dev.paddock.gateway.Verdict;
import dev.paddock.home.Home;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the door of a run: its policy on the one side, its journal on the other. Thread-safe. */
final class Doors {
    private static final System.Logger LOG = System.getLogger(Doors.class.getName());

    private final Gateway gateway;
    private final Models models;
    private final Store store;
    private final Home home;
    private final Egress egress;
    // Guarded by itself: a door is opened, and all follow a change, one after the other.
    private final Map<String, Open> open = new HashMap<>();

    private record Open(Door door, Target.OfRun target) {}

    Doors(Gateway gateway, Models models, Store store, Home home, Egress egress) {
        this.gateway = gateway;
        this.models = models;
        this.store = store;
        this.home = home;
        this.egress = egress;
        egress.onChange(this::follow);
    }

    /**
     * @param vendors names of the model routes
     * @param guard counts what they take
     */
    Door open(Task task, Run run, Project project, Collection<String> vendors, Guard guard) {
        Map<String, ModelRoute> routes = new HashMap<>();
        for (String vendor : vendors) {
            routes.put(vendor, models.route(task, run, vendor));
        }
        Target.OfRun target = new Target.OfRun(run, task, project);
        try {
            synchronized (open) {
                DoorPolicy policy = new DoorPolicy(egress.list(target), routes, guard.turns());
                Door door = gateway.openDoor(home.door(run.id()), policy, new Journaling(run.id(), guard));
                open.put(run.id(), new Open(door, target));
                return door;
            }
        } catch (UncheckedIOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The door of a set-up script: what the run may reach, but no model. What happens there is in the run's journal.
     *
     * @param unreached told when an allowed host could not be reached
     */
    Door openSetUp(String id, Task task, Run run, Project project, Runnable unreached) {
        try {
            DoorPolicy policy = new DoorPolicy(egress.list(new Target.OfRun(run, task, project)), Map.of());
            return gateway.openDoor(home.door(id), policy, new Journaling(run.id(), null) {
                @Override
                public void verdict(Verdict verdict) {
                    super.verdict(verdict);
                    if (verdict.rule().equals(Refusal.NO_ADDRESS.code())) {
                        unreached.run();
                    }
                }

                @Override
                public void closed(Closed closed) {
                    super.closed(closed);
                    if (closed.end() == Closed.End.UPSTREAM) {
                        unreached.run();
                    }
                }
            });
        } catch (UncheckedIOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    void close(Run run, Door door) {
        synchronized (open) {
            open.computeIfPresent(run.id(), (id, known) -> known.door() == door ? null : known);
        }
        door.close();
    }

    /** Puts the present rules in force at every open door. */
    private void follow() {
        synchronized (open) {
            open.values().forEach(each -> each.door().policy(renewed(each)));
        }
    }

    private DoorPolicy renewed(Open of) {
        try {
            return of.door().policy().allow(egress.list(of.target()));
        } catch (PaddockException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the allow-list of " + of.target().run().id() + " can't be read",
                    e);
            return DoorPolicy.NONE;
        }
    }

    /** Writes what happens at a door into the run's journal. */
    private class Journaling implements DoorListener {
        private final String run;
        private final @Nullable Guard guard;

        /** @param guard null where there is no model */
        Journaling(String run, @Nullable Guard guard) {
            this.run = run;
            this.guard = guard;
        }

        @Override
        public void verdict(Verdict verdict) {
            write(tx -> tx.append(
                    run,
                    new EventBody.Verdict(
                            verdict.host(),
                            verdict.port(),
                            verdict.decision() == Decision.ALLOW ? "allow" : "deny",
                            verdict.rule(),
                            verdict.method().isEmpty() ? null : verdict.method(),
                            verdict.count() > 1 ? Math.toIntExact(verdict.count()) : null)));
        }

        @Override
        public void closed(Closed closed) {
            Verdict verdict = closed.verdict();
            if (verdict.rule().startsWith("model:")) {
                return;
            }
            write(tx -> tx.append(
                    run,
                    new EventBody.Tunnel(
                            verdict.host(),
                            verdict.port(),
                            closed.bytesUp(),
                            closed.bytesDown(),
                            closed.duration().toMillis())));
        }

        @Override
        public void modelRequest(ModelRequest request) {
            if (guard != null) {
                guard.sign();
            }
        }

        @Override
        public void turnsUsed() {
            if (guard != null) {
                guard.turnsUsed();
            }
        }

        @Override
        public void usage(Usage usage) {
            if (guard != null) {
                guard.sign();
            }
            write(tx -> tx.use(
                    run,
                    new EventBody.Usage(
                            usage.vendor(),
                            usage.model().isEmpty() ? null : usage.model(),
                            usage.inputTokens(),
                            usage.outputTokens(),
                            usage.cacheReadTokens(),
                            usage.cacheWriteTokens(),
                            usage.complete(),
                            usage.httpStatus(),
                            usage.duration().toMillis(),
                            cost(usage),
                            usage.resets() == null ? null : usage.resets().toString())));
        }

        private @Nullable Long cost(Usage usage) {
            OptionalLong cost = Prices.list().microDollars(usage);
            return cost.isPresent() ? cost.getAsLong() : null;
        }

        private void write(Consumer<Tx> work) {
            store.submit(work).exceptionally(e -> {
                LOG.log(System.Logger.Level.WARNING, "can't journal what happened at the door of " + run, e);
                return null;
            });
        }
    }
}
