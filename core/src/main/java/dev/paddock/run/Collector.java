package dev.paddock.run;

import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.store.Tx;
import dev.paddock.task.Stage;
import dev.paddock.workspace.CollectRequest;
import dev.paddock.workspace.Collected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a run's work after a turn. */
final class Collector {
    private static final System.Logger LOG = System.getLogger(Collector.class.getName());

    private final Parts parts;

    Collector(Parts parts) {
        this.parts = parts;
    }

    /**
     * How it went.
     *
     * @param event what to journal, null where it failed
     * @param failure why it failed, in a person's words, null where it did not
     */
    record Result(
            EventBody.@Nullable Collected event,
            List<String> notes,
            @Nullable String failure) {
        void write(Tx tx, String run) {
            notes.forEach(note -> tx.append(run, new EventBody.Failure(note)));
            if (failure != null) {
                tx.append(run, new EventBody.Failure(failure));
            }
            if (event != null) {
                tx.collected(run, event);
            }
        }
    }

    /** Collects in the run's sandbox, or in one made for it where that is gone. Never throws. */
    Result collect(Body body) {
        try {
            return body.collecting(sandbox -> collect(body, sandbox));
        } catch (PaddockException e) {
            return new Result(null, List.of(), "the work could not be collected: " + e.detail());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "can't collect " + body.run().id(), e);
            return new Result(null, List.of(), "the work could not be collected: a defect of Paddock: " + e);
        }
    }

    private Result collect(Body body, Sandbox sandbox) {
        String goal = body.task().goal().strip();
        String subject = goal.lines().findFirst().orElse("Work of an agent");
        String message = subject.length() > 72 ? subject.substring(0, 71) + "…\n\n" + goal : goal;
        Collected collected = parts.workspaces()
                .collect(
                        sandbox,
                        body.workspace(),
                        new CollectRequest(
                                message,
                                body.task().id(),
                                body.agent().name(),
                                body.project().author(),
                                body.agent().leaveOut(),
                                body.world().changes()));
        Stage.PUBLISHED.reached(body.run().id());
        List<EventBody.LeftOut> leftOut = new ArrayList<>();
        for (String path : collected.leftOut()) {
            leftOut.add(new EventBody.LeftOut(path, "not part of the work: agent configuration, or too large"));
        }
        return new Result(
                new EventBody.Collected(
                        collected.commit().orElse(null),
                        body.run().branch(),
                        collected.files(),
                        collected.added(),
                        collected.removed(),
                        leftOut),
                collected.notes(),
                null);
    }
}
