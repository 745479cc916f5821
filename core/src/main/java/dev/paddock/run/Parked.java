package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.store.Queue.Tries;
import dev.paddock.task.Run;
import dev.paddock.task.RunState.WaitingFor;
import dev.paddock.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes parked runs on when their time has come: at once where a limit was to be lifted, and where the model was out of reach once a connection to it can be
 * made. One thread of its own, which sleeps until the next one's time.
 */
final class Parked implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int AT_ONCE = 1_000;

    private final Parts parts;
    private final Consumer<Run> takeOn;
    private final BiConsumer<Run, String> giveUp;
    private final Rounds rounds = new Rounds("parked", this::round, LONG);

    /**
     * @param takeOn takes a run on
     * @param giveUp lets a run fail, for a reason
     */
    Parked(Parts parts, Consumer<Run> takeOn, BiConsumer<Run, String> giveUp) {
        this.parts = parts;
        this.takeOn = takeOn;
        this.giveUp = giveUp;
    }

    void begin() {
        rounds.begin();
    }

    /** A run was parked. */
    void wake() {
        rounds.wake();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Looks after those whose time has come; gives how long to sleep then. */
    private Duration round() {
        InstantSource clock = parts.store().clock();
        Instant now = clock.instant();
        List<Run> due = parts.store().read(query -> query.queue().parked(now, AT_ONCE));
        Map<String, Boolean> reached = new HashMap<>();
        due.forEach(run -> look(run, reached));
        Optional<Instant> next = parts.store().read(query -> query.queue().nextParked());
        Duration until = next.map(at -> Duration.between(clock.instant(), at)).orElse(LONG);
        return until.compareTo(SHORT) < 0 ? SHORT : until;
    }

    private void look(Run run, Map<String, Boolean> reached) {
        boolean network = WaitingFor.NETWORK.name().equalsIgnoreCase(run.state().waiting());
        if (!network || reaches(run, reached)) {
            takeOn.accept(run);
            return;
        }
        parts.store()
                .<Optional<String>>write(tx -> {
                    Run present = tx.run(run.id()).orElse(run);
                    Instant due = present.due();
                    if (!present.state().parked() || due == null || due.isAfter(tx.now())) {
                        return Optional.empty();
                    }
                    Tries tries = tx.queue().tries(run.id());
                    Instant since = tries.since() == null ? tx.now() : tries.since();
                    Duration most = parts.patience().network();
                    if (tx.now().isAfter(since.plus(most))) {
                        return Optional.of(
                                present.reason() + "; that went on for longer than the setting park.network allows");
                    }
                    Instant until = tx.now().plus(parts.patience().beforeProbe(tries.parked()));
                    tx.park(run.id(), WaitingFor.NETWORK, until, present.reason(), false);
                    return Optional.empty();
                })
                .ifPresent(why -> giveUp.accept(run, why));
    }

    /** Whether connections to the upstreams of a run's models can be made; asked once a round for each. */
    private boolean reaches(Run run, Map<String, Boolean> reached) {
        try {
            Task task = parts.store().read(query -> query.task(run.task())).orElseThrow();
            for (AgentFile.Model model : parts.agents().get(run.agent()).models()) {
                ModelRoute route = parts.models().route(task, run, model.route());
                String upstream =
                        route.base().getScheme() + "://" + route.base().getRawAuthority();
                if (!reached.computeIfAbsent(upstream, of -> parts.gateway().reaches(route))) {
                    return false;
                }
            }
            return true;
        } catch (PaddockException e) {
            // Its agent or account is gone; what takes it on will say so.
            return true;
        }
    }
}
