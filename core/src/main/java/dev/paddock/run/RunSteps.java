package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.store.Query.Message;
import dev.paddock.store.Store;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a run's way, from preparing to its end and on again, and its agent meanwhile. Confined to the run's supervisor. */
final class RunSteps {
    private static final System.Logger LOG = System.getLogger(RunSteps.class.getName());
    /** How long an agent may take to open its conversation. */
    private static final Duration OPENING = Duration.ofMinutes(2);
    /** How long an agent may take to end its turn before it is killed. */
    private static final Duration INTERRUPTING = Duration.ofSeconds(10);

    /** Starts of an agent without a finished turn between them, after which the run fails. */
    private static final int MOST_LAUNCHES = 3;

    private final Parts parts;
    private final Store store;
    private final String run;
    private final Body body;
    private final Guard guard;
    private final Course course;
    private final Mailbox mailbox;
    private final Runnable whenParked;
    private final Deadline deadline = new Deadline();
    private @Nullable AgentLink link;
    private int launches;
    private boolean leaving;
    private boolean done;

    /** @param whenParked told when the run is to wait for a set time */
    RunSteps(Parts parts, String run, Body body, Guard guard, Course course, Mailbox mailbox, Runnable whenParked) {
        this.parts = parts;
        this.store = parts.store();
        this.run = run;
        this.body = body;
        this.guard = guard;
        this.course = course;
        this.mailbox = mailbox;
        this.whenParked = whenParked;
    }

    /** Nothing is left to do for this supervisor. */
    boolean done() {
        return done;
    }

    /** Agent and sandbox stay, for the next server. */
    boolean leaving() {
        return leaving;
    }

    /** The server stops. An agent that is only kept warm goes: nobody would end it while there is no server. */
    void leave() {
        leaving = !course.idle();
        done = true;
    }

    /** The thread was told to end in the midst of something. */
    void interrupted() {
        leaving = true;
    }

    /** The place of a run that is only kept warm is needed. */
    void makeRoom() {
        done = done || (course.idle() && mailbox.closeIfEmpty());
    }

    /** The agent that can be spoken with, null while there is none. */
    @Nullable
    AgentLink agent() {
        return course.stopping() ? null : link;
    }

    /** How long to wait for something to happen. */
    Duration patience() {
        Duration patience = guard.patience();
        Duration expected = deadline.patience();
        return patience.compareTo(expected) < 0 ? patience : expected;
    }

    /** The agent was told to end its turn, and is ended where it does not. */
    void expectEnd() {
        deadline.expect(INTERRUPTING, "the agent did not end its turn and was ended");
    }

    /** Takes the run up where it is. */
    void begin() {
        switch (course.kind()) {
            case PREPARING -> prepare();
            case RUNNING, WAITING -> takeUp();
            case COLLECTING -> {
                course.restoreHeading();
                body.reattach();
                collect();
            }
            case QUEUED, FINISHED, FAILED, CANCELLED -> done = true;
        }
    }

    private void prepare() {
        body.prepare();
        launch("the agent is at work");
    }

    private void launch(String reason) {
        launches++;
        List<Message> messages = messages();
        AgentLink started =
                body.launch(messages.isEmpty() ? "" : messages.getFirst().text(), course::change);
        link = started;
        deadline.expect(OPENING, "the agent did not open its conversation in time");
        handle(started.begin(body.session(), tx -> {
            tx.append(run, new EventBody.Agent("started", null, null));
            course.become(tx, new RunState.Running(), reason);
        }));
    }

    /** Goes on with what an earlier server left. */
    private void takeUp() {
        boolean alive = body.reattach();
        if (course.parked()) {
            // Taken up because it is to be stopped or given up, which the next note says.
            deadline.expect(INTERRUPTING, "parked");
            return;
        }
        AgentLink taken = body.link(course::change);
        link = taken;
        if (taken.ready() && body.agent().protocol() == AgentFile.Protocol.COMMAND) {
            // It was given its message when it was launched, and only the journal does not say so yet.
            giveNext();
        }
        if (!alive) {
            // For how long it lived is not known; for as long as it was seen.
            store.insist(tx -> {
                long seq = tx.run(run).orElseThrow().seq();
                tx.events(run, seq - 1, 1).forEach(last -> tx.ranUntil(run, last.time()));
                guard.used(tx.run(run).orElseThrow().work().done());
            });
            handle(taken.lost());
            return;
        }
        if (taken.busy()) {
            course.cutOff();
        }
        taken.recover();
        handle(taken.read());
        if (course.kind() == Kind.RUNNING && link == taken && taken.ready()) {
            giveNext();
        }
    }

    /** The agent has written something. */
    void read() {
        AgentLink present = link;
        if (present != null && !course.stopping()) {
            guard.sign();
            handle(present.read());
        }
    }

    /** Does what the agent's signals call for; the run's state has changed with them already. */
    void handle(List<Signal> signals) {
        for (Signal signal : signals) {
            switch (signal) {
                case Signal.Ready ready -> {
                    deadline.clear();
                    if (course.kind() == Kind.RUNNING) {
                        giveNext();
                    }
                }
                case Signal.TurnEnded turn -> {
                    course.turnEnded();
                    deadline.clear();
                    launches = 0;
                    if (signals.getLast() instanceof Signal.Ended) {
                        link = null;
                    }
                    if (course.kind() == Kind.COLLECTING) {
                        collect();
                    } else if (course.parked()) {
                        park();
                    }
                }
                case Signal.Approvals approvals -> {}
                case Signal.ModeChanged changed -> {}
                case Signal.Failed failed -> collectWithout();
                case Signal.ResumeFailed failed -> collectWithout();
                case Signal.MustKill mustKill -> {
                    AgentLink present = link;
                    body.kill();
                    if (present != null) {
                        handle(present.lost());
                    }
                }
                // What ends behind its turn, as a command does, is kept warm by then, until that time is up.
                case Signal.Ended ended when course.kind() == Kind.FINISHED -> link = null;
                case Signal.Ended(int exitCode, boolean midTurn) -> ended(exitCode, midTurn);
            }
        }
    }

    /** The agent's process is gone. */
    private void ended(int exitCode, boolean midTurn) {
        link = null;
        deadline.clear();
        if (course.parked()) {
            deadline.expect(Duration.ZERO, "parked");
        }
        if (!course.atWork() || guard.echoed() != null) {
            return;
        }
        if (midTurn && course.park()) {
            park();
            return;
        }
        body.look();
        String reason = Words.ended(exitCode, body.lastWords());
        if (launches >= MOST_LAUNCHES || (midTurn && body.session() == null)) {
            course.collecting(Kind.FAILED, reason);
            collect();
            return;
        }
        store.insist(tx -> {
            tx.append(run, new EventBody.Agent("lost", exitCode, reason + "; it is started again"));
            course.become(tx, new RunState.Preparing(), "the agent is started again");
            if (midTurn) {
                tx.say(run, Words.GO_ON);
            }
        });
        body.kill();
        body.prepare();
        launch("the agent goes on");
    }

    /** The run waits for a set time. Its agent is kept warm meanwhile, as if it had finished. */
    private void park() {
        whenParked.run();
        deadline.expect(body.alive() ? parts.warm() : Duration.ZERO, "parked");
    }

    /** The time that a parked run waited for has come. */
    void goOn() {
        AgentLink present = link;
        if (!course.parked()) {
            return;
        }
        deadline.clear();
        if (present != null && present.ready() && body.alive()) {
            if (messages().isEmpty()) {
                store.insist(tx -> tx.say(run, Words.GO_ON_NOW));
            }
            giveNext();
        } else {
            course.queueParked();
            done = true;
        }
    }

    /** A parked run has waited long enough. */
    void giveUp(String reason) {
        if (course.parked()) {
            fail(reason, false);
        }
    }

    /** A message waits. */
    void said() {
        if (course.parked()) {
            goOn();
            return;
        }
        if (course.kind() != Kind.FINISHED) {
            return;
        }
        AgentLink present = link;
        if (present != null && present.ready() && body.alive()) {
            deadline.clear();
            giveNext();
        } else {
            course.become(new RunState.Queued(), "a message waits");
            done = true;
        }
    }

    private void giveNext() {
        AgentLink present = link;
        List<Message> messages = messages();
        if (present == null || messages.isEmpty()) {
            if (course.kind() == Kind.RUNNING) {
                course.collecting(Kind.FINISHED, "there was nothing more to say");
                collect();
            }
            return;
        }
        boolean wasRunning = course.kind() == Kind.RUNNING;
        handle(present.prompt(messages.getFirst(), tx -> {
            if (!wasRunning) {
                course.become(tx, new RunState.Running(), "a message was given to the agent");
            }
        }));
    }

    /** Tells of limits that were reached, and ends a run that is over one. */
    void limits() {
        if (guard.hasToTell()) {
            store.insist(guard::tell);
            guard.told();
        }
        EventBody.Limit over = guard.over();
        if (over != null && course.atWork() && !course.stopping()) {
            endAgent();
            course.limit(over);
            collect();
        } else if (over != null && course.kind() == Kind.FINISHED) {
            done = mailbox.closeIfEmpty();
        }
    }

    /** The sandbox in which the agent was started for that time has ended. */
    void gone(int launch) {
        AgentLink present = link;
        if (present != null && !course.stopping() && present.launch() == launch && !body.alive()) {
            handle(present.lost());
            if (course.kind() == Kind.FINISHED) {
                done = true;
            }
        }
    }

    /** Nothing happened for {@link #patience}. */
    void timeUp() {
        String meaning = deadline.missed();
        if (meaning == null) {
            return;
        }
        if (course.idle()) {
            done = mailbox.closeIfEmpty();
        } else if (course.kind() == Kind.RUNNING && link != null && link.busy()) {
            endTurn(Kind.FINISHED, meaning);
        } else if (course.kind() == Kind.RUNNING) {
            fail(meaning, false);
        }
    }

    /** The agent can't go on; what it did is kept. */
    private void collectWithout() {
        if (course.kind() != Kind.COLLECTING) {
            return;
        }
        link = null;
        body.kill();
        collect();
    }

    /** Imports the work and brings the run to what it was heading for, or on to the next message. */
    private void collect() {
        body.look();
        Collector.Result result = new Collector(parts).collect(body);
        AgentLink present = link;
        boolean goesOn = course.heading() == Kind.FINISHED
                && result.failure() == null
                && !messages().isEmpty();
        if (goesOn && present != null && present.ready()) {
            store.insist(tx -> result.write(tx, run));
            giveNext();
            return;
        }
        store.insist(tx -> {
            result.write(tx, run);
            Kind next = result.failure() == null || course.heading() == Kind.CANCELLED ? course.heading() : Kind.FAILED;
            String failure = result.failure();
            // Why it failed in the first place says more.
            String reason = failure == null || course.heading() == Kind.FAILED
                    ? tx.run(run).orElseThrow().reason()
                    : failure;
            RunState state = goesOn ? new RunState.Queued() : RunState.of(next.word(), null);
            course.become(tx, state, goesOn ? "a message waits" : reason);
        });
        body.pruneDeadSandbox();
        if (course.kind() == Kind.FINISHED && body.alive()) {
            deadline.expect(parts.warm(), "warm");
        } else {
            done = true;
        }
    }

    /** Ends the agent in the midst of its turn; what it did is kept. */
    private void endTurn(Kind heading, String reason) {
        endAgent();
        course.collecting(heading, reason);
        collect();
    }

    /** Takes what the agent said last; it changes the run's state no more. */
    private void endAgent() {
        AgentLink present = link;
        link = null;
        try {
            body.kill();
            if (present != null) {
                present.abandon();
            }
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "the agent of " + run + " does not end in order", e);
        }
    }

    /** Ends the agent; what it did is kept. */
    void stop() {
        course.stop();
        body.kill();
        deadline.clear();
        AgentLink present = link;
        if (present != null && course.atWork()) {
            present.lost();
        }
        link = null;
        switch (course.kind()) {
            case RUNNING, WAITING -> {
                course.collecting(Kind.CANCELLED, "stopped");
                collect();
            }
            case QUEUED, PREPARING -> course.become(new RunState.Cancelled(), "stopped");
            case COLLECTING, FINISHED, FAILED, CANCELLED -> {}
        }
        done = true;
    }

    /** @param mayPass whether it may go well another time */
    void fail(String reason, boolean mayPass) {
        deadline.clear();
        try {
            switch (course.kind()) {
                case RUNNING, WAITING -> endTurn(Kind.FAILED, reason);
                case QUEUED, PREPARING, COLLECTING -> {
                    if (course.kind() == Kind.PREPARING
                            && Thread.currentThread().isInterrupted()) {
                        // The server stops: the next one prepares the run anew.
                        leaving = true;
                    } else if (course.kind() == Kind.PREPARING && course.stopping()) {
                        course.become(new RunState.Cancelled(), "stopped");
                    } else if (course.kind() == Kind.PREPARING && mayPass) {
                        course.retry(parts.patience(), reason);
                    } else {
                        course.become(new RunState.Failed(), reason);
                    }
                    done = true;
                }
                case FINISHED, FAILED, CANCELLED -> done = true;
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "can't bring " + run + " to its end", e);
            leaving = true;
            done = true;
        }
    }

    private List<Message> messages() {
        return store.read(query -> query.messages(run));
    }
}
