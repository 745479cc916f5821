package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.AllowList;
import dev.paddock.gateway.AllowRuleException;
import dev.paddock.gateway.Closed;
import dev.paddock.gateway.Decision;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.Prices;
import dev.paddock.gateway.Usage;
import dev.paddock.gateway.Verdict;
import dev.paddock.home.Home;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private final List<String> allow;

    Doors(Gateway gateway, Models models, Store store, Home home, List<String> allow) {
        this.gateway = gateway;
        this.models = models;
        this.store = store;
        this.home = home;
        this.allow = allow;
    }

    Door open(Task task, Run run, AgentFile agent) {
        Map<String, ModelRoute> routes = new HashMap<>();
        for (AgentFile.Model model : agent.models()) {
            routes.put(model.route(), models.route(task, run, model.route()));
        }
        List<String> rules = new ArrayList<>(allow);
        rules.addAll(task.allow());
        try {
            return gateway.openDoor(
                    home.door(run.id()), new DoorPolicy(parse(rules), routes), new Journaling(run.id()));
        } catch (UncheckedIOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads rules of the allow-list.
     *
     * @throws PaddockException INVALID naming the rule that is none
     */
    static AllowList parse(List<String> rules) {
        try {
            return AllowList.parse(rules);
        } catch (AllowRuleException e) {
            throw new PaddockException(ErrorCode.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes what happens at a door into the run's journal. */
    private final class Journaling implements DoorListener {
        private final String run;

        Journaling(String run) {
            this.run = run;
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
        public void usage(Usage usage) {
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
                            cost(usage))));
        }

        private @Nullable Long cost(Usage usage) {
            OptionalLong cost = Prices.list().microDollars(usage);
            return cost.isPresent() ? cost.getAsLong() : null;
        }

        private void write(Consumer<Tx> work) {
            store.submit(tx -> {
                        work.accept(tx);
                        return true;
                    })
                    .exceptionally(e -> {
                        LOG.log(System.Logger.Level.WARNING, "can't journal what happened at the door of " + run, e);
                        return false;
                    });
        }
    }
}
