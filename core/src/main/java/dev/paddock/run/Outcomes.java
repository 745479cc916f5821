package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import dev.paddock.workspace.Workspaces.Held;
import java.util.List;

/** What becomes of runs' work when they have ended. Safe for use by several threads; freeing and deleting block until the disk has done it. */
public final class Outcomes {
    private static final String DISCARDED = "discarded";

    private final Parts parts;
    private final Runs runs;

    Outcomes(Parts parts, Runs runs) {
        this.parts = parts;
        this.runs = runs;
    }

    /** Writes down that a person landed the work, or proposed it. */
    public Run record(String id, EventBody.Outcome outcome) {
        return parts.store().write(tx -> {
            ended(tx, id);
            tx.outcome(id, outcome);
            return tx.run(id).orElseThrow();
        });
    }

    /**
     * Frees sandbox, workspace and home of an ended run. Journal, branch and diff stay, so it can still be landed, but not go on.
     *
     * @throws PaddockException CONFLICT if the run is at work
     */
    public Run discard(String id) {
        runs.release(id);
        Run discarded = parts.store().write(tx -> {
            ended(tx, id);
            if (!DISCARDED.equals(tx.run(id).orElseThrow().outcome())) {
                tx.outcome(id, new EventBody.Outcome(DISCARDED, null, null));
            }
            return tx.run(id).orElseThrow();
        });
        parts.workspaces().shed(id);
        return discarded;
    }

    /**
     * Deletes ended runs with all they left, their journals too; a task goes with its last run.
     *
     * @throws PaddockException CONFLICT if one of them is at work; then none is deleted
     */
    public void delete(List<String> ids) {
        ids.forEach(runs::release);
        parts.store()
                .change(tx -> ids.forEach(id -> {
                    ended(tx, id);
                    tx.removeRun(id);
                }));
        ids.forEach(parts.workspaces()::remove);
    }

    /** All runs of a task, as {@link #delete} takes them. */
    public void delete(Task task) {
        delete(parts.store().read(query -> query.runsOfTask(task.id())).stream()
                .map(Run::id)
                .toList());
    }

    public Held held(String id) {
        return parts.workspaces().held(id);
    }

    /** @throws PaddockException CONFLICT if the run's workspace was freed */
    void checkGoesOn(String id) {
        if (parts.workspaces().isShed(id)) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " was discarded and can't go on; `paddock restart " + id + "` begins anew");
        }
    }

    private static void ended(Tx tx, String id) {
        Run run = tx.run(id).orElseThrow(() -> Runs.unknown(id));
        if (!run.state().ended()) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run.state().word() + "; `paddock stop " + id + "` ends it first");
        }
    }
}
