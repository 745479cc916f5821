package dev.paddock.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a program of the caller's machine to its end, with a time-out, draining both streams. */
final class Program {
    private static final int MAX_OUTPUT = 8 << 20;
    private static final int MAX_RAW = 256 << 20;

    private Program() {}

    /**
     * How a program ended.
     *
     * @param code its exit code; -1 where it was killed for taking too long
     */
    record Outcome(int code, String out, String err) {
        boolean ok() {
            return code == 0;
        }

        /** The last line that says something, for an error message. */
        String lastWords() {
            List<String> lines = (out + "\n" + err)
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .toList();
            return lines.isEmpty() ? "exit code " + code : Sanitiser.line(lines.getLast());
        }
    }

    /** @throws CliException PREREQUISITE if the program is not there */
    static Outcome run(List<String> command, Path directory, Map<String, String> environment, Duration timeout) {
        return run(command, directory, environment, timeout, line -> {});
    }

    /** As above; {@code onLine} gets each line of both streams as it comes, from other threads. */
    static Outcome run(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Duration timeout,
            Consumer<String> onLine) {
        Process process = start(command, directory, environment, ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            CompletableFuture<String> out = drain(process.getInputStream(), onLine);
            CompletableFuture<String> err = drain(process.getErrorStream(), onLine);
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            int code = ended ? process.exitValue() : -1;
            if (!ended) {
                kill(process);
            }
            // Not before what it printed is read: killing closes its streams, even those of a program that has ended.
            return new Outcome(code, out.get(10, TimeUnit.SECONDS), err.get(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted while running " + command.getFirst(), null, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CliException(ExitCode.FAILED, "can't read what " + command.getFirst() + " prints", null, e);
        } finally {
            kill(process);
        }
    }

    /**
     * How a program ended whose output is no text.
     *
     * @param code its exit code; -1 where it was killed for taking too long
     */
    record Raw(int code, byte[] out, String err) {}

    /**
     * Gives a program its input and keeps every byte of its output.
     *
     * @throws CliException PREREQUISITE if the program is not there, FAILED if it prints more than 256 MiB
     */
    static Raw raw(
            List<String> command, Path directory, Map<String, String> environment, Duration timeout, byte[] input) {
        Process process = start(command, directory, environment, ProcessBuilder.Redirect.PIPE);
        try {
            CompletableFuture<byte[]> out = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("program-output").start(() -> {
                try (InputStream stream = process.getInputStream()) {
                    out.complete(stream.readNBytes(MAX_RAW));
                } catch (IOException e) {
                    out.completeExceptionally(e);
                }
            });
            CompletableFuture<String> err = drain(process.getErrorStream(), line -> {});
            Thread.ofPlatform().daemon().name("program-input").start(() -> {
                try (OutputStream stream = process.getOutputStream()) {
                    stream.write(input);
                } catch (IOException e) {
                    // It wants no more: its exit code says whether that matters.
                    return;
                }
            });
            byte[] bytes = out.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            boolean ended = bytes.length < MAX_RAW && process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length == MAX_RAW) {
                throw new CliException(ExitCode.FAILED, command.getFirst() + " prints more than 256 MiB", null);
            }
            return new Raw(ended ? process.exitValue() : -1, bytes, err.get(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted while running " + command.getFirst(), null, e);
        } catch (TimeoutException e) {
            return new Raw(-1, new byte[0], "it took longer than " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new CliException(ExitCode.FAILED, "can't read what " + command.getFirst() + " prints", null, e);
        } finally {
            kill(process);
        }
    }

    /** Where the caller's PATH has a program; null where it has none. */
    static @Nullable Path find(String program, Map<String, String> environment) {
        for (String directory :
                environment.getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            Path candidate = Path.of(directory, program);
            if (candidate.isAbsolute() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static Process start(
            List<String> command, Path directory, Map<String, String> environment, ProcessBuilder.Redirect input) {
        ProcessBuilder builder = new ProcessBuilder(located(command, environment)).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectInput(input);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.PREREQUISITE,
                    "can't run " + command.getFirst() + ": it is not installed",
                    "`paddock doctor` says what is missing and how to get it.",
                    e);
        }
    }

    /** Java would look in its own PATH, not in the given environment's. */
    private static List<String> located(List<String> command, Map<String, String> environment) {
        List<String> located = new ArrayList<>(command);
        Path program = command.getFirst().contains("/") ? null : find(command.getFirst(), environment);
        if (program != null) {
            located.set(0, program.toString());
        }
        return located;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static CompletableFuture<String> drain(InputStream stream, Consumer<String> onLine) {
        CompletableFuture<String> kept = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("program-output").start(() -> {
            StringBuilder all = new StringBuilder();
            try (stream;
                    LineReader lines = new LineReader(stream, MAX_OUTPUT)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    onLine.accept(line);
                    if (all.length() + line.length() < MAX_OUTPUT) {
                        all.append(line).append('\n');
                    }
                }
            } catch (IOException e) {
                // Killed: what came before counts.
                all.append("");
            } finally {
                kept.complete(all.toString());
            }
        });
        return kept;
    }
}
