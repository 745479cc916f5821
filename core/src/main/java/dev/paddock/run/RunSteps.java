package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Conversation.Signal;
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

    private final Parts parts;
    private final Store store;
    private final String run;
    private final Body body;
    private final RunAgent agent;
    private final Guard guard;
    private final Course course;
    private final Mailbox mailbox;
    private final Runnable whenParked;
    private final Deadline deadline = new Deadline();
    private boolean leaving;
    private boolean done;

    /** @param whenParked told when the run is to wait for a set time */
    RunSteps(Parts parts, Body body, RunAgent agent, Guard guard, Course course, Mailbox mailbox, Runnable whenParked) {
        this.parts = parts;
        this.store = parts.store();
        this.run = body.run().id();
        this.body = body;
        this.agent = agent;
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
        return course.stopping() ? null : agent.link();
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
        deadline.expect(OPENING, "the agent did not open its conversation in time");
        handle(agent.start(reason));
    }

    /** Goes on with what an earlier server left. */
    private void takeUp() {
        boolean alive = body.reattach();
        if (course.parked()) {
            // Taken up because it is to be stopped or given up, which the next note says.
            deadline.expect(INTERRUPTING, "parked");
            return;
        }
        AgentLink taken = agent.find();
        if (taken.ready() && body.agent().protocol() == AgentFile.Protocol.COMMAND) {
            // It was given its message when it was launched, and only the journal does not say so yet.
            giveNext();
        }
        if (!alive) {
            course.lastSeen();
            handle(taken.lost());
            return;
        }
        if (taken.busy()) {
            course.cutOff();
        }
        taken.recover();
        handle(taken.read());
        if (course.kind() == Kind.RUNNING && agent.link() == taken && taken.ready()) {
            giveNext();
        }
    }

    /** The agent has written something. */
    void read() {
        AgentLink present = agent();
        if (present != null) {
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
                    agent.turnEnded();
                    if (signals.getLast() instanceof Signal.Ended) {
                        agent.forget();
                    }
                    if (course.kind() == Kind.COLLECTING) {
                        collect();
                    } else if (course.parked()) {
                        park();
                    }
                }
                case Signal.Approvals _, Signal.ModeChanged _ -> {}
                case Signal.Failed _, Signal.ResumeFailed _ -> collectWithout();
                case Signal.MustKill mustKill -> {
                    body.kill();
                    handle(agent.lost());
                }
                // What ends behind its turn, as a command does, is kept warm by then, until that time is up.
                case Signal.Ended ended when course.kind() == Kind.FINISHED -> agent.forget();
                case Signal.Ended(int exitCode, boolean midTurn) -> ended(exitCode, midTurn);
            }
        }
    }

    /** The agent's process is gone. */
    private void ended(int exitCode, boolean midTurn) {
        agent.forget();
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
        String reason = Words.ended(exitCode, agent.lastWords());
        if (agent.startedInVain() || (midTurn && agent.session() == null)) {
            course.collecting(Kind.FAILED, reason);
            collect();
            return;
        }
        course.lost(exitCode, reason, midTurn);
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
        if (!course.parked()) {
            return;
        }
        if (agent.ready() && body.alive() && messages().isEmpty()) {
            store.insist(tx -> tx.say(run, Words.GO_ON_NOW));
        }
        goOn(course::queueParked);
    }

    /** Gives the agent that is still there what waits, or has the run queued for it. */
    private void goOn(Runnable queue) {
        if (agent.ready() && body.alive()) {
            deadline.clear();
            giveNext();
        } else {
            queue.run();
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
        } else if (course.kind() == Kind.FINISHED) {
            goOn(() -> course.become(new RunState.Queued(), "a message waits"));
        }
    }

    private void giveNext() {
        List<Message> messages = messages();
        if (agent.link() != null && !messages.isEmpty()) {
            handle(agent.give(messages.getFirst()));
        } else if (course.kind() == Kind.RUNNING) {
            course.collecting(Kind.FINISHED, "there was nothing more to say");
            collect();
        }
    }

    /** Tells of limits that were reached, and ends a run that is over one. */
    void limits() {
        if (guard.hasToTell()) {
            store.insist(guard::tell);
            guard.told();
        }
        EventBody.Limit over = guard.over();
        if (over != null && course.atWork() && !course.stopping()) {
            agent.end();
            course.limit(over);
            collect();
        } else if (over != null && course.kind() == Kind.FINISHED) {
            done = mailbox.closeIfEmpty();
        }
    }

    /** The sandbox in which the agent was started for that time has ended. */
    void gone(int launch) {
        AgentLink present = agent();
        if (present != null && present.launch() == launch && !body.alive()) {
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
        } else if (course.kind() == Kind.RUNNING && agent.busy()) {
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
        agent.forget();
        body.kill();
        collect();
    }

    /** Imports the work and brings the run to what it was heading for, or on to the next message. */
    private void collect() {
        body.look();
        Collector.Result result = new Collector(parts).collect(body);
        boolean goesOn = course.heading() == Kind.FINISHED
                && result.failure() == null
                && !messages().isEmpty();
        if (goesOn && agent.ready()) {
            store.insist(tx -> result.write(tx, run));
            giveNext();
            return;
        }
        course.collected(result, goesOn);
        body.pruneDeadSandbox();
        if (course.kind() == Kind.FINISHED && body.alive()) {
            deadline.expect(parts.warm(), "warm");
        } else {
            done = true;
        }
    }

    /** Ends the agent in the midst of its turn; what it did is kept. */
    private void endTurn(Kind heading, String reason) {
        agent.end();
        course.collecting(heading, reason);
        collect();
    }

    /** Ends the agent; what it did is kept. */
    void stop() {
        course.stop();
        body.kill();
        deadline.clear();
        if (course.atWork()) {
            agent.lost();
        }
        agent.forget();
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
                    } else {
                        course.failed(parts.patience(), reason, mayPass);
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
