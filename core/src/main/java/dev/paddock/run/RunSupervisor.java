package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Answer;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.store.Query.Message;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one run from preparing to its end, and on again when a person says more. Runs on a thread of its own, which alone changes the run's state;
 * others leave {@link Note}s in its {@link Mailbox}. It ends when the run has ended and its agent is no longer warm, or when the server stops: then agent
 * and sandbox stay, and the next server's supervisor takes them up.
 */
final class RunSupervisor implements Runnable {
    private static final System.Logger LOG = System.getLogger(RunSupervisor.class.getName());
    /** How long an agent may take to open its conversation. */
    private static final Duration OPENING = Duration.ofMinutes(2);
    /** How long an agent may take to end its turn before it is killed. */
    private static final Duration INTERRUPTING = Duration.ofSeconds(10);

    /** Starts of an agent without a finished turn between them, after which the run fails. */
    private static final int MOST_LAUNCHES = 3;

    private final Parts parts;
    private final String run;
    private final Mailbox mailbox = new Mailbox();
    private final Body body;
    private final Runnable whenDone;
    private final Runnable whenParked;
    private final Deadline deadline = new Deadline();

    private final Guard guard;
    private final Course course;
    private @Nullable AgentLink link;
    private int launches;
    private boolean leaving;
    private boolean done;

    RunSupervisor(Parts parts, Doors doors, Ahead ahead, Run run, Runnable whenDone, Runnable whenParked) {
        this.parts = parts;
        this.run = run.id();
        this.guard = new Guard(run, parts.limits().with(parts.store().read(query -> query.limits(run.id()))), mailbox);
        this.body = new Body(parts, doors, ahead, run, mailbox, guard);
        this.course = new Course(parts.store(), run, guard, new Parking(parts.patience(), run.id(), body::models));
        this.whenDone = whenDone;
        this.whenParked = whenParked;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** The sandbox and what belongs to it; usable by other threads for reading and for killing. */
    Body body() {
        return body;
    }

    /** What of its limits it used; usable by other threads. */
    Guard guard() {
        return guard;
    }

    /** Ended or parked, but its agent is still there. Read by others as a hint. */
    boolean idle() {
        return course.idle();
    }

    /** Kills what is at work at once; the {@link Note.Stop} that must follow does the rest. */
    void beginStop() {
        if (course.atWork()) {
            course.stop();
            body.kill();
        } else if (course.kind() == Kind.PREPARING || course.kind() == Kind.QUEUED) {
            course.stop();
            body.world().stop();
        }
    }

    @Override
    public void run() {
        try {
            guarded(this::begin);
            while (!done) {
                work();
            }
        } catch (InterruptedException e) {
            leaving = true;
        } finally {
            end();
        }
    }

    private void begin() {
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

    private void work() throws InterruptedException {
        Duration patience = guard.patience();
        Duration expected = deadline.patience();
        Note note = mailbox.take(patience.compareTo(expected) < 0 ? patience : expected);
        guarded(() -> {
            switch (note) {
                case null -> timeUp();
                case Note.Output output -> read();
                case Note.SandboxGone gone -> gone(gone.launch());
                case Note.Said said -> said();
                case Note.Answered answered -> steer(answered.done(), agent -> answer(agent, answered.answer()));
                case Note.Mode mode -> mode(mode.mode(), mode.done());
                case Note.Interrupt interrupt -> interrupt(interrupt.answer());
                case Note.Stop stop -> stop(stop.answer());
                case Note.Limit limit -> {}
                case Note.GoOn goOn -> goOn();
                case Note.GiveUp(String reason) -> giveUp(reason);
                case Note.MakeRoom room -> done = done || (course.idle() && mailbox.closeIfEmpty());
                case Note.Leave leave -> {
                    // An agent that is only kept warm goes: nobody would end it while there is no server.
                    leaving = !course.idle();
                    done = true;
                }
            }
            if (!done) {
                limits();
            }
        });
    }

    /** Tells of limits that were reached, and ends a run that is over one. */
    private void limits() {
        if (guard.hasToTell()) {
            parts.store().insist(guard::tell);
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

    /** Does a step; if it can't be done, the run fails and says why. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (PaddockException e) {
            fail(e.detail(), Passing.mayPass(e));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the supervisor of " + run + " met a defect", e);
            fail("a defect of Paddock: " + e, false);
        }
    }

    private void end() {
        if (leaving) {
            body.leave();
        } else {
            body.close(course.ended());
        }
        for (Note note : mailbox.close()) {
            switch (note) {
                case Note.Answered answered -> answered.done().completeExceptionally(nobody());
                case Note.Mode mode -> mode.done().completeExceptionally(nobody());
                case Note.Interrupt interrupt -> interrupt.answer().complete(present());
                case Note.Stop stop -> stop.answer().complete(present());
                case Note.Output o -> {}
                case Note.SandboxGone g -> {}
                case Note.Said s -> {}
                case Note.Limit l -> {}
                case Note.GoOn g -> {}
                case Note.GiveUp g -> {}
                case Note.MakeRoom m -> {}
                case Note.Leave l -> {}
            }
        }
        whenDone.run();
    }

    // --- the way of a run ---

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
            parts.store().insist(tx -> {
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

    private void read() {
        AgentLink present = link;
        if (present != null && !course.stopping()) {
            guard.sign();
            handle(present.read());
        }
    }

    private void handle(List<Signal> signals) {
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
        parts.store().insist(tx -> {
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

    private void goOn() {
        AgentLink present = link;
        if (!course.parked()) {
            return;
        }
        deadline.clear();
        if (present != null && present.ready() && body.alive()) {
            if (messages().isEmpty()) {
                parts.store().insist(tx -> tx.say(run, Words.GO_ON_NOW));
            }
            giveNext();
        } else {
            course.queueParked();
            done = true;
        }
    }

    private void giveUp(String reason) {
        if (course.parked()) {
            fail(reason, false);
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
            parts.store().insist(tx -> result.write(tx, run));
            giveNext();
            return;
        }
        parts.store().insist(tx -> {
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

    /** @param mayPass whether it may go well another time */
    private void fail(String reason, boolean mayPass) {
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

    // --- what people want ---

    private void said() {
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

    /** Does with the agent what a person wants; what can't be done is the person's to know and changes nothing. */
    private void steer(CompletableFuture<Run> done, Consumer<AgentLink> work) {
        AgentLink present = link;
        if (present == null || course.stopping()) {
            done.completeExceptionally(nobody());
            return;
        }
        try {
            work.accept(present);
            done.complete(present());
        } catch (PaddockException e) {
            done.completeExceptionally(e);
        }
    }

    private void mode(PermissionMode mode, CompletableFuture<Run> done) {
        if (link != null) {
            steer(done, agent -> handle(agent.mode(mode)));
        } else {
            // The next agent begins in it.
            parts.store().insist(tx -> tx.choose(run, mode));
            done.complete(present());
        }
    }

    private void answer(AgentLink agent, Answer answer) {
        List<Signal> signals = agent.answer(answer);
        if (agent.cancelling()) {
            deadline.expect(INTERRUPTING, "the agent did not end its turn and was ended");
        }
        handle(signals);
    }

    private PaddockException nobody() {
        return new PaddockException(ErrorCode.CONFLICT, "run " + run + " has no agent at work");
    }

    private void interrupt(CompletableFuture<Run> answer) {
        AgentLink present = link;
        if (present != null && present.busy()) {
            deadline.expect(INTERRUPTING, "the agent did not end its turn and was ended");
            handle(present.cancel());
        }
        answer.complete(present());
    }

    private void stop(CompletableFuture<Run> answer) {
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
        answer.complete(present());
    }

    private void gone(int launch) {
        AgentLink present = link;
        if (present != null && !course.stopping() && present.launch() == launch && !body.alive()) {
            handle(present.lost());
            if (course.kind() == Kind.FINISHED) {
                done = true;
            }
        }
    }

    private void timeUp() {
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

    // --- small things ---

    private List<Message> messages() {
        return parts.store().read(query -> query.messages(run));
    }

    private Run present() {
        return parts.store().read(query -> query.run(run)).orElseThrow();
    }
}
