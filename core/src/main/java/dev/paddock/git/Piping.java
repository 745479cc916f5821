package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings started processes to their end: feeds, drains, bounds, kills. Stateless; pipe work runs on daemon platform threads. */
public final class Piping {
    private static final ExecutorService PIPES = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("git-pipe-", 0).factory());

    private Piping() {}

    /** Feeds a process its input, keeps the head of its streams and waits; kills it after {@code timeout}. */
    public static Outcome finish(List<String> name, Process process, byte[] input, Duration timeout, int maxOutput) {
        try {
            CompletableFuture<byte[]> output = Processes.drain(process.getInputStream(), maxOutput);
            CompletableFuture<byte[]> errors = Processes.drain(process.getErrorStream(), 64 << 10);
            PIPES.execute(() -> feed(process.getOutputStream(), input));
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                Processes.killTree(process);
            }
            return new Outcome(
                    name,
                    ended ? process.exitValue() : -1,
                    output.get(10, TimeUnit.SECONDS),
                    errors.get(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while running " + name.getFirst(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not read from " + name.getFirst(), e);
        } finally {
            Processes.killTree(process);
        }
    }

    /** How both ends of a pipe ended, and whether the bound cut it. */
    public record Piped(Outcome source, Outcome sink, boolean tooMuch) {}

    /**
     * Carries the output of one process to the input of another, at most {@code maxBytes} of it, and waits for both; kills both after
     * {@code timeout}. One direction only: nothing of the sink ever reaches the source.
     */
    public static Piped pipe(Process source, Process sink, long maxBytes, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            source.getOutputStream().close();
            CompletableFuture<byte[]> sourceErrors = Processes.drain(source.getErrorStream(), 64 << 10);
            CompletableFuture<byte[]> sinkErrors = Processes.drain(sink.getErrorStream(), 64 << 10);
            CompletableFuture<byte[]> sinkOutput = Processes.drain(sink.getInputStream(), 64 << 10);
            CompletableFuture<Boolean> pump = CompletableFuture.supplyAsync(
                    () -> pump(source.getInputStream(), sink.getOutputStream(), maxBytes), PIPES);
            boolean tooMuch = false;
            boolean late = false;
            try {
                tooMuch = pump.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                late = true;
            }
            if (late || tooMuch) {
                Processes.killTree(source);
                Processes.killTree(sink);
            }
            boolean sourceEnded = source.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            boolean sinkEnded = sink.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            Processes.killTree(source);
            Processes.killTree(sink);
            return new Piped(
                    new Outcome(
                            List.of("git pack-objects"),
                            late || !sourceEnded ? -1 : source.exitValue(),
                            new byte[0],
                            sourceErrors.get(10, TimeUnit.SECONDS)),
                    new Outcome(
                            List.of("git index-pack"),
                            late || !sinkEnded ? -1 : sink.exitValue(),
                            sinkOutput.get(10, TimeUnit.SECONDS),
                            sinkErrors.get(10, TimeUnit.SECONDS)),
                    tooMuch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while collecting", e);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "the pipe between two git processes broke", e);
        } finally {
            Processes.killTree(source);
            Processes.killTree(sink);
        }
    }

    private static boolean pump(InputStream from, OutputStream to, long maxBytes) {
        byte[] buffer = new byte[64 << 10];
        long carried = 0;
        try (from;
                to) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                carried += n;
                if (carried > maxBytes) {
                    return true;
                }
                to.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // An end that died closes the pipe under us; the exit codes say which and why.
            return false;
        }
        return false;
    }

    private static void feed(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException e) {
            // The program did not want all of its input; its exit code says whether that matters.
            return;
        }
    }
}
