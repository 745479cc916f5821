package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.store.Query;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs once more: from the start, or from where they failed. Safe for use by several threads. */
public final class Restarts {
    private static final int PAGE = 1_000;

    private final Parts parts;
    private final Runs runs;

    Restarts(Parts parts, Runs runs) {
        this.parts = parts;
        this.runs = runs;
    }

    /**
     * Queues another run of the same task with the same agent, permission mode, limits and rules of egress, on a branch of its own; the old one stays as it is.
     *
     * @param limits what it may use, besides what was chosen before, as {@link RunLimits#with} reads it
     */
    public Run afresh(String id, Map<String, String> limits) {
        Run old = parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        Task task = parts.store().read(query -> query.task(old.task())).orElseThrow();
        PermissionMode mode = PermissionMode.of(old.mode());
        runs.orders().check(task, old.agent(), mode);
        parts.limits().with(limits);
        Run made = parts.store().write(tx -> {
            Run queued = runs.orders().queue(tx, task, old.agent(), mode, "waits for a place; " + id + " once more");
            tx.limits(queued.id(), both(tx.limits(id), limits));
            parts.egress().inherit(tx, old, queued);
            return queued;
        });
        runs.wake();
        return made;
    }

    /**
     * Queues a run that failed or was stopped again, in the same conversation and workspace, with the message that it was at. One that waits for its next try, or is
     * parked, goes on now.
     *
     * @param limits what it may use, besides what was chosen before, as {@link RunLimits#with} reads it
     * @throws PaddockException CONFLICT if it did not fail, or can't go on
     */
    public Run fromFailure(String id, Map<String, String> limits) {
        Run run = parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        if (run.state().parked() || (run.state().kind() == Kind.QUEUED && run.due() != null)) {
            runs.goOn(id);
            return parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        }
        if (run.state().kind() != Kind.FAILED && run.state().kind() != Kind.CANCELLED) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run.state().word()
                            + ", so there is no failure to go on from; `paddock restart " + id + "` begins anew");
        }
        runs.outcomes().checkGoesOn(id);
        Map<String, String> chosen = both(parts.store().read(query -> query.limits(id)), limits);
        EventBody.Limit spent = Guard.spent(
                run, parts.limits().with(chosen), parts.store().clock().instant());
        if (spent != null) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + id + ": " + LimitWords.reason(spent));
        }
        runs.release(id);
        Run queued = parts.store().write(tx -> {
            if (tx.messages(id).isEmpty()) {
                tx.say(id, lastMessage(tx, run));
            }
            tx.limits(id, chosen);
            tx.become(id, new RunState.Queued(), "goes on from where it ended");
            return tx.run(id).orElseThrow();
        });
        runs.wake();
        return queued;
    }

    private static Map<String, String> both(Map<String, String> before, Map<String, String> now) {
        Map<String, String> all = new HashMap<>(before);
        all.putAll(now);
        return all;
    }

    /** What the agent was told last; the goal where it was told nothing. */
    private static String lastMessage(Query query, Run run) {
        String last = query.task(run.task()).orElseThrow().goal();
        List<Event> page = query.events(run.id(), 0, PAGE);
        while (!page.isEmpty()) {
            for (Event event : page) {
                if (event.body() instanceof EventBody.Prompt(String text)) {
                    last = text;
                }
            }
            page = query.events(run.id(), page.getLast().seq(), PAGE);
        }
        return last;
    }
}
