package dev.paddock.run;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;

/**
 * A run's state as its supervisor knows it, and every change of it. Changed by the supervisor's thread and, while that waits, by the store's; read by others
 * as a hint.
 */
final class Course {
    private final Store store;
    private final String run;
    private volatile Kind kind; // see the class comment
    private Kind heading = Kind.FINISHED;
    private volatile boolean stopping; // set by who stops the run

    Course(Store store, Run run) {
        this.store = store;
        this.run = run.id();
        this.kind = run.state().kind();
    }

    Kind kind() {
        return kind;
    }

    /** An agent is at its turn, or waits for something in the midst of it. */
    boolean atWork() {
        return kind == Kind.RUNNING || kind == Kind.WAITING;
    }

    /** What the run will be when its work is collected. */
    Kind heading() {
        return heading;
    }

    /** As an earlier server had it. */
    void restoreHeading() {
        heading = store.read(query -> query.heading(run));
    }

    /** A person stops the run: what its agent says from now on changes nothing any more. */
    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    void become(RunState state, String reason) {
        store.change(tx -> become(tx, state, reason));
    }

    void become(Tx tx, RunState state, String reason) {
        tx.become(run, state, reason);
        kind = state.kind();
    }

    void collecting(Kind next, String reason) {
        store.change(tx -> collecting(tx, next, reason));
    }

    private void collecting(Tx tx, Kind next, String reason) {
        tx.collect(run, next, reason);
        kind = Kind.COLLECTING;
        heading = next;
    }

    /** What a signal changes in the run's row; on the store's thread. */
    void change(Tx tx, Signal signal) {
        if (signal instanceof Signal.ModeChanged changed) {
            tx.mode(run, changed.mode());
        }
        if (stopping || !atWork()) {
            return;
        }
        switch (signal) {
            case Signal.TurnEnded(StopReason reason, String detail) -> {
                Kind next = reason == StopReason.ERROR ? Kind.FAILED : Kind.FINISHED;
                collecting(tx, next, detail == null ? Words.of(reason) : detail);
            }
            case Signal.Failed(String message) -> collecting(tx, Kind.FAILED, message);
            case Signal.ResumeFailed(String message) ->
                collecting(tx, Kind.FAILED, "the conversation could not be taken up: " + message);
            case Signal.Approvals(int pending, String title) -> approvals(tx, pending, title);
            case Signal.ModeChanged changed -> {}
            case Signal.Ready ready -> {}
            case Signal.MustKill mustKill -> {}
            case Signal.Ended ended -> {}
        }
    }

    private void approvals(Tx tx, int pending, String title) {
        if (pending > 0 && kind == Kind.RUNNING) {
            become(tx, new RunState.Waiting(RunState.WaitingFor.APPROVAL), title);
        } else if (pending == 0 && kind == Kind.WAITING) {
            become(tx, new RunState.Running(), "nothing waits for approval any more");
        }
    }
}
