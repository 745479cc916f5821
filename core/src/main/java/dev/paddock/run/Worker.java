package dev.paddock.run;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.Run;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run that holds a place: its supervisor at work on its thread, and what it is asked. Safe for use by several threads.
 *
 * @param over complete when nobody works on the run any more
 */
record Worker(Run run, RunSupervisor supervisor, Thread thread, CompletableFuture<@Nullable Object> over) {
    private static final long ANSWER_MILLIS = 1_900;
    private static final long INSIST_MILLIS = 10_000;

    /** What of it is measured. */
    Meter.Subject subject() {
        return new Meter.Subject(run.id(), supervisor.body(), supervisor.guard());
    }

    /** Leaves a note; false if nobody will read it. */
    boolean offer(Note note) {
        return supervisor.mailbox().offer(note);
    }

    /** It takes no notes and changes nothing of its run any more. */
    boolean ends() {
        return supervisor.mailbox().closed();
    }

    /** Asks and waits, 1.9 s at most; empty if there is no answer by then. */
    Optional<Run> ask(Function<CompletableFuture<Run>, Note> note) {
        CompletableFuture<Run> answer = new CompletableFuture<>();
        return offer(note.apply(answer)) ? soon(answer) : Optional.empty();
    }

    /**
     * Waits for an answer, 1.9 s at most; empty if there is none by then.
     *
     * @throws PaddockException why there will be none
     */
    static Optional<Run> soon(CompletableFuture<Run> answer) {
        try {
            return Optional.of(answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PaddockException known) {
                throw known;
            }
            throw new PaddockException(ErrorCode.INTERNAL, "a defect of Paddock: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * As {@link #ask}, for what must be known to be done.
     *
     * @throws PaddockException if it was not, or nobody can tell
     */
    Run insist(Function<CompletableFuture<Run>, Note> note) {
        CompletableFuture<Run> answer = new CompletableFuture<>();
        if (!offer(note.apply(answer))) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + run.id() + " has no agent at work any more");
        }
        return surely(run.id(), answer);
    }

    /**
     * Waits for the answer to what must be known to be done, 10 s at most.
     *
     * @throws PaddockException if it was not, or nobody can tell
     */
    static Run surely(String run, CompletableFuture<Run> answer) {
        String unsure = "run " + run + " did not take it in time; `paddock show " + run + "` tells what came of it";
        try {
            return answer.get(INSIST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PaddockException known
                    ? known
                    : new PaddockException(ErrorCode.INTERNAL, unsure, e);
        } catch (TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, unsure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.EXTERNAL, unsure, e);
        }
    }
}
