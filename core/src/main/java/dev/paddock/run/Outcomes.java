package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.Upkeep;
import dev.paddock.workspace.RunDirectories.Held;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What becomes of runs' work when they have ended. Safe for use by several threads; freeing and deleting block until the disk has done it. */
public final class Outcomes {
    /** What a {@code cleaned} event says of a workspace. */
    public static final String WORKSPACE = "workspace";
    /** What a {@code cleaned} event says of a branch. */
    public static final String BRANCH = "branch";

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
            unattended(id);
            if (!DISCARDED.equals(tx.run(id).orElseThrow().outcome())) {
                tx.outcome(id, new EventBody.Outcome(DISCARDED, null, null));
            }
            if (tx.upkeep(id).orElseThrow().freed() == null) {
                tx.free(id, new EventBody.Cleaned(WORKSPACE, 0, DISCARDED));
            }
            return tx.run(id).orElseThrow();
        });
        parts.workspaces().directories().shed(id);
        return discarded;
    }

    /**
     * Frees the workspace of an ended run that nothing works for, as {@link #discard}, but leaves its outcome as it is.
     *
     * @param due whether that is still wanted, by what is known in the moment it is decided; nobody can take the run on from then
     * @param event its {@code cleaned} event
     * @return false if it was not freed
     */
    public boolean free(String id, Predicate<Upkeep> due, EventBody.Cleaned event) {
        boolean decided = parts.store().<Boolean>write(tx -> {
            Upkeep upkeep = tx.upkeep(id).orElse(null);
            boolean free = upkeep != null
                    && upkeep.since() != null
                    && upkeep.freed() == null
                    && !runs.attended(id)
                    // Somebody said more just now: it is about to be queued.
                    && tx.messages(id).isEmpty()
                    && due.test(upkeep);
            if (free) {
                tx.free(id, event);
            }
            return free;
        });
        if (decided) {
            parts.workspaces().directories().shed(id);
        }
        return decided;
    }

    /**
     * Removes the branch of a run whose workspace was freed; its diff is kept as a file.
     *
     * @param due as for {@link #free}
     * @return false if it was not removed
     */
    public boolean archive(String id, Predicate<Upkeep> due, EventBody.Cleaned event) {
        Run run = parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
        boolean[] decided = new boolean[1];
        parts.workspaces().archive(id, run.base(), run.commit(), () -> {
            decided[0] = parts.store().<Boolean>write(tx -> {
                Upkeep upkeep = tx.upkeep(id).orElse(null);
                boolean archive = upkeep != null
                        && upkeep.freed() != null
                        && upkeep.archived() == null
                        && Objects.equals(upkeep.commit(), run.commit())
                        && due.test(upkeep);
                if (archive) {
                    tx.archive(id, event);
                }
                return archive;
            });
            return decided[0];
        });
        return decided[0];
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
                    unattended(id);
                    tx.removeRun(id);
                }));
        ids.forEach(parts.workspaces()::remove);
    }

    public Held held(String id) {
        return parts.workspaces().directories().held(id);
    }

    /** @throws PaddockException CONFLICT if the run's workspace was freed */
    void checkGoesOn(String id) {
        parts.store().<Boolean>read(query -> {
            query.requireWorkspace(id);
            return true;
        });
    }

    /** Nothing that goes is taken from who works on it; asked in the unit of change that takes it. */
    private void unattended(String id) {
        if (runs.attended(id)) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "run " + id + " went on just now; `paddock show " + id + "`");
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
