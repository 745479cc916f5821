package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Processes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The output of a process as a stream that is bounded in bytes and time and that fails at its end if the process failed, so that half an answer is
 * never taken for a whole one. Owns the process: closing ends it. For one reader.
 */
final class ProcessStream extends FilterInputStream {
    private final Process process;
    private final CompletableFuture<byte[]> errors;
    private final CompletableFuture<Boolean> late;
    private final long deadline;
    private long left;

    ProcessStream(Process process, long maxBytes, Duration timeout) {
        super(process.getInputStream());
        this.process = process;
        this.left = maxBytes;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.errors = Processes.drain(process.getErrorStream(), 8 << 10);
        this.late = new CompletableFuture<Boolean>().completeOnTimeout(true, timeout.toMillis(), TimeUnit.MILLISECONDS);
        late.thenAccept(yes -> Processes.killTree(process));
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already; reading tells how.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (IOException e) {
            if (late.isDone()) {
                throw tooLong();
            }
            throw e;
        }
        if (n < 0) {
            checkEnd();
            return n;
        }
        left -= n;
        if (left < 0) {
            throw new PaddockException(ErrorCode.LIMIT, "the answer of git is too large to be shown whole");
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        late.cancel(false);
        Processes.killTree(process);
        in.close();
    }

    private void checkEnd() throws IOException {
        try {
            boolean ended = process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (late.isDone() || !ended) {
                throw tooLong();
            }
            if (process.exitValue() != 0) {
                String words = new String(errors.get(5, TimeUnit.SECONDS), StandardCharsets.UTF_8).strip();
                throw new PaddockException(ErrorCode.EXTERNAL, "git failed: " + words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while reading from git", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "git failed", e);
        }
    }

    private static PaddockException tooLong() {
        return new PaddockException(ErrorCode.LIMIT, "git took too long");
    }
}
