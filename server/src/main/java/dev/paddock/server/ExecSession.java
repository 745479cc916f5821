package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One process with its streams over HTTP. Output goes out as frames: a byte (1 stdout, 2 stderr, 3 exit code), four bytes length, the bytes. An
 * empty stdout frame comes in silence, so that a client that has gone is noticed. Pipes are read and written on platform threads.
 */
final class ExecSession {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int EXIT = 3;

    private final Process process;
    private final Runnable ended;
    private final CountDownLatch pickedUp = new CountDownLatch(1);
    private final AtomicBoolean outputTaken = new AtomicBoolean();
    private final AtomicBoolean inputTaken = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable Runnable cutInput; // set by the input's thread, read by whoever ends the session

    ExecSession(Process process, Runnable ended) {
        this.process = process;
        this.ended = ended;
    }

    boolean awaitPickUp(Duration patience) throws InterruptedException {
        return pickedUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes frames until the process has ended; ends it when the client goes. */
    void output(OutputStream out) throws IOException, InterruptedException {
        take(outputTaken, "output");
        pickedUp.countDown();
        try {
            // The head of the answer goes out at once.
            frame(out, STDOUT, new byte[0], 0);
            Thread stdout = pump(process.getInputStream(), STDOUT, out);
            Thread stderr = pump(process.getErrorStream(), STDERR, out);
            while (!process.waitFor(SILENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                frame(out, STDOUT, new byte[0], 0);
            }
            // What it left behind may hold the pipes; its own output is in them by now.
            stdout.join(SILENCE);
            stderr.join(SILENCE);
            byte[] code = String.valueOf(process.exitValue()).getBytes(StandardCharsets.US_ASCII);
            frame(out, EXIT, code, code.length);
        } finally {
            end();
        }
    }

    /**
     * Copies a body to the process's standard input and closes that.
     *
     * @param cut breaks the body's connection; called when the process ends first
     */
    void input(InputStream body, Runnable cut) throws InterruptedException {
        take(inputTaken, "input");
        cutInput = cut;
        if (over.get()) {
            cut.run();
            return;
        }
        Thread thread = Thread.ofPlatform().daemon().name("exec-input").start(() -> {
            byte[] buffer = new byte[16_384];
            try (OutputStream stdin = process.getOutputStream()) {
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    stdin.write(buffer, 0, n);
                    stdin.flush();
                }
            } catch (IOException e) {
                // The client has gone, or the process wants no more: either way its input is over.
                return;
            }
        });
        thread.join();
        cutInput = null;
    }

    /** Ends the process and its calls. Does nothing the second time. */
    void end() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Processes.killTree(process);
        pickedUp.countDown();
        ended.run();
        Runnable cut = cutInput;
        if (cut != null) {
            cut.run();
        }
    }

    private Thread pump(InputStream stream, int kind, OutputStream out) {
        return Thread.ofPlatform().daemon().name("exec-output-" + kind).start(() -> {
            byte[] buffer = new byte[32_768];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    frame(out, kind, buffer, n);
                }
            } catch (IOException e) {
                // The client has gone, or the process was killed.
                end();
            }
        });
    }

    private void frame(OutputStream out, int kind, byte[] bytes, int length) throws IOException {
        writing.lock();
        try {
            out.write(ByteBuffer.allocate(5).put((byte) kind).putInt(length).array());
            out.write(bytes, 0, length);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    private static void take(AtomicBoolean taken, String what) {
        if (!taken.compareAndSet(false, true)) {
            throw new PaddockException(ErrorCode.CONFLICT, "the " + what + " of this process is taken already");
        }
    }
}
