package dev.paddock.process;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts programs. Stateless; safe for use by several threads. Pipe work runs on daemon platform threads. */
public final class Processes {
    private static final ExecutorService PIPES = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("pipe-", 0).factory());

    private Processes() {}

    /**
     * Runs a program to its end, draining both streams.
     *
     * @throws PaddockException PREREQUISITE if the program is not there
     */
    public static Outcome run(Command command) {
        Process process = start(command.arguments(), command.environment(), command.directory());
        try {
            CompletableFuture<byte[]> output = drain(process.getInputStream(), command.maxOutput());
            CompletableFuture<byte[]> errors = drain(process.getErrorStream(), command.maxOutput());
            CompletableFuture<@Nullable Void> input = feed(process.getOutputStream(), command.input());
            boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                killTree(process);
            }
            int code = ended ? process.exitValue() : -1;
            byte[] out = output.get(10, TimeUnit.SECONDS);
            byte[] err = errors.get(10, TimeUnit.SECONDS);
            input.cancel(true);
            return new Outcome(command.arguments(), code, out, err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(
                    ErrorCode.INTERNAL,
                    "interrupted while running " + command.arguments().getFirst(),
                    e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL,
                    "could not read from " + command.arguments().getFirst(),
                    e);
        } finally {
            killTree(process);
        }
    }

    /** Starts a program with pipes for its streams and exactly this environment; the caller owns the process. */
    public static Process start(List<String> arguments, Map<String, String> environment, @Nullable Path directory) {
        return start(builder(arguments, environment, directory));
    }

    /** The same, but its standard error is appended to a file. */
    public static Process startLogged(
            List<String> arguments, Map<String, String> environment, Path directory, Path log) {
        return start(builder(arguments, environment, directory).redirectError(Redirect.appendTo(log.toFile())));
    }

    /** Starts a program that shares no stream with this process, so that it can outlive it: empty input, both outputs appended to a file. */
    public static Process startDetached(
            List<String> arguments, Map<String, String> environment, Path directory, Path log) {
        return start(builder(arguments, environment, directory)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectError(Redirect.appendTo(log.toFile())));
    }

    /** The first line of a process's output, empty if it ends or is silent for longer than {@code timeout}; lines are short here. */
    public static String firstLine(Process process, Duration timeout) {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        StringBuilder text = new StringBuilder();
                        InputStream stream = process.getInputStream();
                        for (int c = stream.read(); c >= 0 && c != '\n' && text.length() < 1_000; c = stream.read()) {
                            text.append((char) c);
                        }
                        return text.toString();
                    } catch (IOException e) {
                        return "";
                    }
                },
                PIPES);
        return line.completeOnTimeout("", timeout.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static ProcessBuilder builder(
            List<String> arguments, Map<String, String> environment, @Nullable Path directory) {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(directory == null ? new File("/") : directory.toFile());
        return builder;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "can't start " + builder.command().getFirst() + ": " + e.getMessage()
                            + "; `paddock doctor` says what is missing",
                    e);
        }
    }

    /** Kills a process and everything it started, children last seen first. Does nothing to what has ended. */
    public static void killTree(Process process) {
        if (!process.isAlive()) {
            // What it left has another parent by now; to look for it all processes of the machine would be read.
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Reads a stream to its end on a thread of its own, keeping the first {@code limit} bytes. */
    public static CompletableFuture<byte[]> drain(InputStream stream, int limit) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ByteArrayOutputStream kept = new ByteArrayOutputStream();
                    byte[] buffer = new byte[16_384];
                    try (stream) {
                        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                            kept.write(buffer, 0, Math.min(n, limit - kept.size()));
                        }
                    } catch (IOException e) {
                        // A killed process closes its pipe under us: what came before counts.
                        return kept.toByteArray();
                    }
                    return kept.toByteArray();
                },
                PIPES);
    }

    private static CompletableFuture<@Nullable Void> feed(OutputStream stream, byte[] input) {
        return CompletableFuture.runAsync(
                () -> {
                    try (stream) {
                        stream.write(input);
                    } catch (IOException e) {
                        // The program did not want all of its input; its exit code says whether that matters.
                        return;
                    }
                },
                PIPES);
    }
}
