package dev.paddock.run;

import dev.paddock.agent.Answer;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunState.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Takes one run from preparing to its end, and on again when a person says more. Runs on a thread of its own, which alone changes the run's state;
 * others leave {@link Note}s in its {@link Mailbox}. It ends when the run has ended and its agent is no longer warm, or when the server stops: then agent
 * and sandbox stay, and the next server's supervisor takes them up.
 */
final class RunSupervisor implements Runnable {
    private static final System.Logger LOG = System.getLogger(RunSupervisor.class.getName());

    private final Parts parts;
    private final String run;
    private final Mailbox mailbox = new Mailbox();
    private final Body body;
    private final RunAgent agent;
    private final Guard guard;
    private final Course course;
    private final RunSteps steps;
    private final Runnable whenDone;

    RunSupervisor(Parts parts, Doors doors, Ahead ahead, Run run, Runnable whenDone, Runnable whenParked) {
        this.parts = parts;
        this.run = run.id();
        this.guard = new Guard(
                run,
                parts.limits().with(parts.store().read(query -> query.limits(run.id()))),
                mailbox,
                parts.store().clock().instant());
        this.body = new Body(parts, doors, ahead, run, guard);
        this.course = new Course(parts.store(), run, guard, new Parking(parts.patience(), run.id(), body::models));
        this.agent = new RunAgent(parts, body, course, mailbox);
        this.steps = new RunSteps(parts, body, agent, guard, course, mailbox, whenParked);
        this.whenDone = whenDone;
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
            guarded(steps::begin);
            while (!steps.done()) {
                work();
            }
        } catch (InterruptedException e) {
            steps.interrupted();
        } finally {
            end();
        }
    }

    private void work() throws InterruptedException {
        Note note = mailbox.take(steps.patience());
        guarded(() -> {
            switch (note) {
                case null -> steps.timeUp();
                case Note.Output output -> steps.read();
                case Note.SandboxGone gone -> steps.gone(gone.launch());
                case Note.Said said -> steps.said();
                case Note.Answered answered -> steer(answered.done(), agent -> answer(agent, answered.answer()));
                case Note.Mode mode -> mode(mode.mode(), mode.done());
                case Note.Interrupt interrupt -> interrupt(interrupt.answer());
                case Note.Stop stop -> stop(stop.answer());
                case Note.Limit limit -> {}
                case Note.GoOn goOn -> steps.goOn();
                case Note.GiveUp(String reason) -> steps.giveUp(reason);
                case Note.MakeRoom room -> steps.makeRoom();
                case Note.Leave leave -> steps.leave();
            }
            if (!steps.done()) {
                steps.limits();
            }
        });
    }

    /** Does a step; if it can't be done, the run fails and says why. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (PaddockException e) {
            steps.fail(e.detail(), Passing.mayPass(e));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the supervisor of " + run + " met a defect", e);
            steps.fail("a defect of Paddock: " + e, false);
        }
    }

    private void end() {
        agent.leave();
        if (steps.leaving()) {
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
                case Note.Output _, Note.SandboxGone _, Note.Said _, Note.Limit _ -> {}
                case Note.GoOn _, Note.GiveUp _, Note.MakeRoom _, Note.Leave _ -> {}
            }
        }
        whenDone.run();
    }

    /** Does with the agent what a person wants; what can't be done is the person's to know and changes nothing. */
    private void steer(CompletableFuture<Run> done, Consumer<AgentLink> work) {
        AgentLink present = steps.agent();
        if (present == null) {
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
        if (steps.agent() != null) {
            steer(done, agent -> steps.handle(agent.mode(mode)));
        } else {
            // The next agent begins in it.
            parts.store().insist(tx -> tx.choose(run, mode));
            done.complete(present());
        }
    }

    private void stop(CompletableFuture<Run> answer) {
        try {
            steps.stop();
        } finally {
            answer.complete(present());
        }
    }

    private void answer(AgentLink agent, Answer answer) {
        List<Signal> signals = agent.answer(answer);
        if (agent.cancelling()) {
            steps.expectEnd();
        }
        steps.handle(signals);
    }

    private void interrupt(CompletableFuture<Run> answer) {
        AgentLink present = steps.agent();
        try {
            if (present != null && present.busy()) {
                steps.expectEnd();
                steps.handle(present.cancel());
            }
        } finally {
            answer.complete(present());
        }
    }

    private PaddockException nobody() {
        return new PaddockException(ErrorCode.CONFLICT, "run " + run + " has no agent at work");
    }

    private Run present() {
        return parts.store().read(query -> query.run(run)).orElseThrow();
    }
}
