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

/** A run that holds a place: its supervisor at work on its thread, and what it is asked. Safe for use by several threads. */
record Worker(Run run, RunSupervisor supervisor, Thread thread) {
    private static final long ANSWER_MILLIS = 1_900;
    private static final long INSIST_MILLIS = 10_000;

    /** What of it is measured. */
    Meter.Subject subject() {
        return new Meter.Subject(run.id(), supervisor.body(), supervisor.guard());
    }

    /** Asks and waits, 1.9 s at most; empty if there is no answer by then. */
    Optional<Run> ask(Function<CompletableFuture<Run>, Note> note) {
        CompletableFuture<Run> answer = new CompletableFuture<>();
        if (!supervisor.mailbox().offer(note.apply(answer))) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
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
        String unsure =
                "run " + run.id() + " did not take it in time; `paddock show " + run.id() + "` tells what came of it";
        if (!supervisor.mailbox().offer(note.apply(answer))) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + run.id() + " has no agent at work any more");
        }
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
