package dev.paddock.run;

import dev.paddock.agent.Answer;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What people tell runs, as {@link Runs} offers it: to who works on a run where somebody does, and else to its row, from which whoever works on it next takes it. Safe
 * for use by several threads.
 */
final class Talk {
    private final Parts parts;
    private final Workers workers;
    private final Runnable wake;

    /** @param wake to be called when a run was queued */
    Talk(Parts parts, Workers workers, Runnable wake) {
        this.parts = parts;
        this.workers = workers;
        this.wake = wake;
    }

    Run interrupt(String id) {
        Run run = run(id);
        Worker worker = workers.of(id);
        if (worker == null || run.state().ended() || run.state().kind() == Kind.QUEUED) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "run " + id + " is " + run.state().word() + ": there is no turn to interrupt");
        }
        return worker.ask(Note.Interrupt::new).orElseGet(() -> run(id));
    }

    Run answer(String id, Answer answer) {
        Worker worker = workers.of(id);
        if (worker == null) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + id + " is " + run(id).state().word() + ": nothing waits for an answer");
        }
        return worker.insist(done -> new Note.Answered(answer, done));
    }

    Run mode(String id, PermissionMode mode) {
        Orders.checkMode(parts.agents().get(run(id).agent()), mode);
        CompletableFuture<Run> done = new CompletableFuture<>();
        boolean taken = workers.tell(id, new Note.Mode(mode, done), told -> {
            if (!told) {
                // Who begins to work on it does so behind this.
                parts.store().change(tx -> tx.choose(id, mode));
            }
            return told;
        });
        return taken ? Worker.surely(id, done) : run(id);
    }

    Run say(String id, String text) {
        if (text.isBlank()) {
            throw new PaddockException(ErrorCode.INVALID, "there is nothing to say");
        }
        parts.store().change(tx -> {
            if (tx.run(id).isEmpty()) {
                throw Runs.unknown(id);
            }
            tx.requireWorkspace(id);
            if (tx.messages(id).size() >= 100) {
                throw new PaddockException(ErrorCode.LIMIT, "100 messages wait for run " + id + " already");
            }
            tx.say(id, text);
        });
        // Who is just ending takes the note and drops it; what it left queued or failed goes on by this alone.
        workers.<Object>tell(
                id,
                new Note.Said(),
                told -> takeOn(id, run -> switch (run.state().kind()) {
                    case QUEUED -> run.due() != null;
                    case FINISHED -> !told;
                    case WAITING -> run.state().parked() && !told;
                    case FAILED, CANCELLED -> true;
                    case PREPARING, RUNNING, COLLECTING -> false;
                }));
        return run(id);
    }

    /** Queues a run that has something to do, if that is due. */
    boolean takeOn(String id, Predicate<Run> due) {
        parts.store().change(tx -> {
            Run run = tx.run(id).orElseThrow(() -> Runs.unknown(id));
            if (due.test(run) && !tx.messages(id).isEmpty()) {
                tx.become(id, new RunState.Queued(), "a message waits");
            }
        });
        wake.run();
        return true;
    }

    void goOn(String id) {
        workers.<Object>tell(id, new Note.GoOn(), told -> {
            parts.store().change(tx -> {
                Run run = tx.run(id).orElseThrow(() -> Runs.unknown(id));
                if (run.state().parked() && !told) {
                    if (tx.messages(id).isEmpty()) {
                        tx.say(id, Words.GO_ON_NOW);
                    }
                    tx.become(id, new RunState.Queued(), Words.TIME_HAS_COME);
                } else if (run.state().kind() == Kind.QUEUED && run.due() != null) {
                    tx.become(id, new RunState.Queued(), "is tried at once, as a person wants it");
                }
            });
            return told;
        });
        wake.run();
    }

    private Run run(String id) {
        return parts.store().read(query -> query.run(id)).orElseThrow(() -> Runs.unknown(id));
    }
}
