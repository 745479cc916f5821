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
import java.util.List;

/** Runs once more: from the start, or from where they failed. Safe for use by several threads. */
public final class Restarts {
    private static final int PAGE = 1_000;

    private final Parts parts;
    private final Runs runs;

    Restarts(Parts parts, Runs runs) {
        this.parts = parts;
        this.runs = runs;
    }

    /** Queues another run of the same task with the same agent and permission mode, on a branch of its own; the old one stays as it is. */
    public Run afresh(String id) {
        Run old = parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        Task task = parts.store().read(query -> query.task(old.task())).orElseThrow();
        PermissionMode mode = PermissionMode.of(old.mode());
        runs.orders().check(task, old.agent(), mode);
        Run made = parts.store()
                .write(tx ->
                        runs.orders().queue(tx, task, old.agent(), mode, "waits for a place; " + id + " once more"));
        runs.wake();
        return made;
    }

    /**
     * Queues a run that failed or was stopped again, in the same conversation and workspace, with the message that it was at.
     *
     * @throws PaddockException CONFLICT if it did not fail, or can't go on
     */
    public Run fromFailure(String id) {
        Run run = parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        if (run.state().kind() != Kind.FAILED && run.state().kind() != Kind.CANCELLED) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run.state().word()
                            + ", so there is no failure to go on from; `paddock restart " + id + "` begins anew");
        }
        runs.outcomes().checkGoesOn(id);
        runs.release(id);
        Run queued = parts.store().write(tx -> {
            if (tx.messages(id).isEmpty()) {
                tx.say(id, lastMessage(tx, run));
            }
            tx.become(id, new RunState.Queued(), "goes on from where it ended");
            return tx.run(id).orElseThrow();
        });
        runs.wake();
        return queued;
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
