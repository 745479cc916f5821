package dev.paddock.run;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.ModelHealth;
import dev.paddock.gateway.ModelTrouble;
import dev.paddock.store.Query;
import dev.paddock.store.Queue.Tries;
import dev.paddock.task.RunState.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a run whose turn failed is parked: where the gateway saw that the model's limit is used up or that the model is out of reach, the same turn
 * may go well later. Confined to its run's supervisor and, while that waits, the store's writer.
 */
final class Parking {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int TAIL = 200;

    private final Patience patience;
    private final String run;
    private final Supplier<Optional<ModelHealth>> health;
    private long answers;
    private long counted;
    private boolean cut;

    Parking(Patience patience, String run, Supplier<Optional<ModelHealth>> health) {
        this.patience = patience;
        this.run = run;
        this.health = health;
    }

    /** What is to be done. */
    sealed interface Plan {
        /**
         * Park it.
         *
         * @param anew the model has answered since it was parked last
         */
        record Park(WaitingFor what, Instant until, String why, boolean anew) implements Plan {}

        /** It was parked for as long as may be. */
        record GiveUp(String why) implements Plan {}

        /** The model is not the reason. */
        record None() implements Plan {}
    }

    /** An earlier server ended in the middle of the turn, and the model's answer with it: nobody saw how its last call ended. */
    void restarted() {
        cut = true;
    }

    /** What to do with the run whose turn failed just now. May be asked again until it is {@link #settled}. */
    Plan plan(Query query, Instant now) {
        return plan(query, now, cut);
    }

    /** As {@link #plan(Query, Instant)}, where the turn's end says nothing of the model: only what the gateway itself saw counts. */
    Plan seen(Query query, Instant now) {
        return plan(query, now, false);
    }

    /** What was planned last is durable. */
    void settled() {
        cut = false;
        answers = counted;
    }

    private Plan plan(Query query, Instant now, boolean unseen) {
        ModelHealth known = health.get().orElse(null);
        long served = known == null ? 0 : known.answers();
        boolean anew = served > answers;
        Optional<ModelTrouble> trouble = known == null ? Optional.empty() : known.trouble();
        if (trouble.isEmpty() && unseen && !anew) {
            trouble = Optional.of(journaled(query, now));
        }
        counted = served;
        if (trouble.isEmpty() || query.position(run).session() == null) {
            return new Plan.None();
        }
        Tries tries = anew ? new Tries(0, 0, null) : query.queue().tries(run);
        return plan(patience, trouble.get(), tries, now, anew);
    }

    static Plan plan(Patience patience, ModelTrouble trouble, Tries tries, Instant now, boolean anew) {
        boolean quota = trouble.kind() == ModelTrouble.Kind.QUOTA;
        Instant reset = trouble.reset();
        Instant until;
        if (reset == null) {
            until = now.plus(quota ? Patience.untold(tries.parked()) : patience.beforeProbe(tries.parked()));
        } else {
            // Not all at the very moment; and not at once where a vendor's clock is behind ours.
            Instant lifted = reset.isBefore(now.plus(LEAST)) ? now.plus(LEAST) : reset;
            until = lifted.plusMillis(200 + Math.floorMod(System.nanoTime(), 1_000L));
            if (!anew && tries.parked() > 1) {
                until = until.plus(patience.beforeProbe(tries.parked() - 2));
            }
        }
        Instant since = tries.since() == null ? now : tries.since();
        Duration most = quota ? patience.quota() : patience.network();
        String why = words(trouble);
        if (until.isAfter(since.plus(most))) {
            return new Plan.GiveUp(why + (reset == null ? "" : " until " + reset)
                    + "; a run waits for that no longer than " + words(most) + " (the setting park."
                    + (quota ? "quota" : "network") + ")");
        }
        return new Plan.Park(quota ? WaitingFor.QUOTA : WaitingFor.NETWORK, until, why, anew);
    }

    private static String words(ModelTrouble trouble) {
        if (trouble.kind() == ModelTrouble.Kind.QUOTA) {
            return trouble.vendor() + " refuses for now: a limit is reached or used up (status " + trouble.status()
                    + ")";
        }
        return trouble.status() == 0
                ? "there is no connection to " + trouble.vendor() + " at " + trouble.host()
                : trouble.vendor() + " is out of order or overloaded (status " + trouble.status() + ")";
    }

    private static String words(Duration time) {
        return time.toHours() > 0 ? time.toHours() + " h" : time.toMinutes() + " min";
    }

    /** The model's last call as the journal has it; where it has none, the connection was cut by the server's end. */
    private ModelTrouble journaled(Query query, Instant now) {
        long seq = query.run(run).orElseThrow().seq();
        List<Event> tail = query.events(run, Math.max(0, seq - TAIL), TAIL);
        for (Event event : tail.reversed()) {
            if (event.body() instanceof EventBody.Prompt) {
                break;
            }
            if (event.body() instanceof EventBody.Usage usage) {
                if (usage.status() == 429) {
                    return new ModelTrouble(
                            ModelTrouble.Kind.QUOTA, usage.vendor(), "", 429, instant(usage.resets()), now);
                }
                break;
            }
        }
        return new ModelTrouble(ModelTrouble.Kind.NETWORK, "the model", "the gateway", 0, now, now);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
