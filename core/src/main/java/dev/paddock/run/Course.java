package dev.paddock.run;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.event.EventBody;
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
    private final Guard guard;
    private final Parking parking;
    private volatile Kind kind; // see the class comment
    private Kind heading = Kind.FINISHED;
    private volatile boolean parked; // see the class comment
    private volatile boolean stopping; // set by who stops the run

    Course(Store store, Run run, Guard guard, Parking parking) {
        this.store = store;
        this.run = run.id();
        this.guard = guard;
        this.parking = parking;
        this.kind = run.state().kind();
        this.parked = run.state().parked();
    }

    Kind kind() {
        return kind;
    }

    /** An agent is at its turn, or waits for something in the midst of it. */
    boolean atWork() {
        return kind == Kind.RUNNING || (kind == Kind.WAITING && !parked);
    }

    /** It waits for a set time; its agent need not be there. */
    boolean parked() {
        return parked;
    }

    /** Nothing goes on: its sandbox can go when its place is needed. */
    boolean idle() {
        return kind == Kind.FINISHED || parked;
    }

    /** It has ended; only a person takes it on. */
    boolean ended() {
        return kind == Kind.FINISHED || kind == Kind.FAILED || kind == Kind.CANCELLED;
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
        store.insist(tx -> become(tx, state, reason));
    }

    void become(Tx tx, RunState state, String reason) {
        guard.tell(tx);
        tx.become(run, state, reason);
        kind = state.kind();
        parked = state.parked();
        guard.at(kind);
    }

    /** An earlier server's agent is gone. For how long it lived is not known; for as long as it was seen. */
    void lastSeen() {
        store.insist(tx -> {
            long seq = tx.run(run).orElseThrow().seq();
            tx.events(run, seq - 1, 1).forEach(last -> tx.ranUntil(run, last.time()));
            guard.used(tx.run(run).orElseThrow().work().done());
        });
    }

    /** The agent is gone and is started again. */
    void lost(int exitCode, String reason, boolean midTurn) {
        store.insist(tx -> {
            tx.append(run, new EventBody.Agent("lost", exitCode, reason + "; it is started again"));
            become(tx, new RunState.Preparing(), "the agent is started again");
            if (midTurn) {
                tx.say(run, Words.GO_ON);
            }
        });
    }

    /** The run is over a limit; its work is kept. */
    void limit(EventBody.Limit over) {
        store.insist(tx -> limit(tx, over));
    }

    private void limit(Tx tx, EventBody.Limit over) {
        tx.reached(run, over);
        collecting(tx, Kind.FAILED, LimitWords.reason(over));
    }

    /** An earlier server ended in the middle of the agent's turn. */
    void cutOff() {
        parking.restarted();
    }

    /** Parks the run whose agent ended in the midst of its turn, if the gateway saw that the model could not be had. */
    boolean park() {
        store.insist(tx -> {
            if (parking.seen(tx, tx.now()) instanceof Parking.Plan.Park plan) {
                park(tx, plan);
            }
        });
        parking.settled();
        return parked;
    }

    /** The end of a turn is durable, and what was decided with it. */
    void turnEnded() {
        parking.settled();
    }

    private void park(Tx tx, Parking.Plan.Park plan) {
        guard.tell(tx);
        tx.park(run, plan.what(), plan.until(), plan.why(), plan.anew());
        kind = Kind.WAITING;
        guard.at(kind);
        parked = true;
    }

    /** It could not be prepared or brought on; where that may pass it is tried again. */
    void failed(Patience patience, String why, boolean mayPass) {
        if (kind == Kind.PREPARING && stopping) {
            become(new RunState.Cancelled(), "stopped");
        } else if (kind == Kind.PREPARING && mayPass) {
            retry(patience, why);
        } else {
            become(new RunState.Failed(), why);
        }
    }

    /** Puts a parked run in the queue, to go on in a new sandbox. */
    void queueParked() {
        store.insist(tx -> {
            if (tx.messages(run).isEmpty()) {
                tx.say(run, Words.GO_ON_NOW);
            }
            become(tx, new RunState.Queued(), Words.TIME_HAS_COME);
        });
    }

    /** Puts a run that could not be prepared back in the queue for a later try; it fails where it was tried often enough. */
    private void retry(Patience patience, String why) {
        store.insist(tx -> {
            int failed = tx.queue().tries(run).prepared() + 1;
            if (failed >= patience.tries()) {
                become(tx, new RunState.Failed(), why + " (tried " + failed + " times)");
            } else {
                String reason = why + " (try " + failed + " of " + patience.tries() + ")";
                tx.retry(run, tx.now().plus(patience.beforeTry(failed)), reason);
                kind = Kind.QUEUED;
            }
        });
    }

    void collecting(Kind next, String reason) {
        store.insist(tx -> collecting(tx, next, reason));
    }

    private void collecting(Tx tx, Kind next, String reason) {
        guard.tell(tx);
        tx.collect(run, next, reason);
        kind = Kind.COLLECTING;
        parked = false;
        guard.at(kind);
        heading = next;
    }

    /**
     * The work was collected, or could not be: brings the run to what it was heading for.
     *
     * @param goesOn a message waits, for which it is put in the queue instead
     */
    void collected(Collector.Result result, boolean goesOn) {
        store.insist(tx -> {
            result.write(tx, run);
            String failure = result.failure();
            Kind next = failure == null || heading == Kind.CANCELLED ? heading : Kind.FAILED;
            // Why it failed in the first place says more.
            String reason = failure == null || heading == Kind.FAILED
                    ? tx.run(run).orElseThrow().reason()
                    : failure;
            RunState state = goesOn ? new RunState.Queued() : RunState.of(next.word(), null);
            become(tx, state, goesOn ? "a message waits" : reason);
        });
    }

    /** What a signal changes in the run's row; on the store's thread. */
    void change(Tx tx, Signal signal) {
        if (signal instanceof Signal.ModeChanged changed) {
            tx.mode(run, changed.mode());
        }
        // A write that was tried before may have brought it further than the store is.
        RunState present = tx.run(run).orElseThrow().state();
        kind = present.kind();
        parked = present.parked();
        if (stopping || !atWork()) {
            return;
        }
        EventBody.Limit echoed = guard.echoed();
        if (echoed != null && ends(signal)) {
            limit(tx, echoed);
            return;
        }
        switch (signal) {
            case Signal.TurnEnded(StopReason reason, String detail) -> {
                String why = detail == null ? Words.of(reason) : detail;
                if (reason == StopReason.ERROR) {
                    turnFailed(tx, why);
                } else {
                    collecting(tx, Kind.FINISHED, why);
                }
            }
            case Signal.Failed(String message) -> collecting(tx, Kind.FAILED, message);
            case Signal.ResumeFailed(String message) ->
                collecting(tx, Kind.FAILED, "the conversation could not be taken up: " + message);
            case Signal.Approvals(int pending, String title) -> approvals(tx, pending, title);
            case Signal.ModeChanged _, Signal.Ready _, Signal.MustKill _, Signal.Ended _ -> {}
        }
    }

    private static boolean ends(Signal signal) {
        return switch (signal) {
            case Signal.TurnEnded _, Signal.Failed _, Signal.ResumeFailed _ -> true;
            case Signal.Approvals _, Signal.ModeChanged _, Signal.Ready _, Signal.MustKill _, Signal.Ended _ -> false;
        };
    }

    private void turnFailed(Tx tx, String why) {
        switch (parking.plan(tx, tx.now())) {
            case Parking.Plan.Park plan -> park(tx, plan);
            case Parking.Plan.GiveUp(String reason) -> collecting(tx, Kind.FAILED, reason);
            case Parking.Plan.None none -> collecting(tx, Kind.FAILED, why);
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
