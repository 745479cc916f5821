package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Runs npm on a directory with {@code package.json} and {@code package-lock.json}. */
final class Npm {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final int LAST_LINES = 20;
    private static final int EVERY = 10;

    private final Path program;
    private final NpmEnvironment environment;

    Npm(Path program, NpmEnvironment environment) {
        this.program = program;
        this.environment = environment;
    }

    /** Installs exactly what the lock file says, checking each package's hash and running no script of any. */
    void ci(Path directory, Consumer<String> progress) {
        Process process = Processes.start(
                List.of(
                        program.toString(),
                        "ci",
                        "--ignore-scripts",
                        "--omit=dev",
                        "--no-audit",
                        "--no-fund",
                        "--no-update-notifier",
                        "--loglevel=http",
                        "--color=false"),
                environment.variables(),
                directory);
        AtomicBoolean late = new AtomicBoolean();
        // Killing npm's tree ends the reading below.
        Thread watchdog = Thread.ofVirtual().name("npm-watchdog").start(() -> watch(process, late));
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> output = Processes.drain(process.getInputStream(), 64 << 10);
            Deque<String> last = read(process, progress);
            output.get(10, TimeUnit.SECONDS);
            int code = process.waitFor();
            if (late.get()) {
                throw failed("no end after " + TIMEOUT.toMinutes() + " minutes");
            }
            if (code != 0) {
                throw failed("npm ended with " + code + ": " + String.join("\n", last));
            }
        } catch (IOException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not read what npm says", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while npm was running", e);
        } finally {
            watchdog.interrupt();
            Processes.killTree(process);
        }
    }

    /** The exact version of a package that a version or tag stands for. */
    String version(Path directory, String wanted, String version) {
        Outcome outcome = ask(directory, "view", wanted + "@" + version, "version");
        List<String> lines = outcome.text()
                .lines()
                .map(String::strip)
                .filter(LockFile::isVersion)
                .toList();
        if (outcome.exitCode() != 0 || lines.isEmpty()) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL,
                    "npm knows no " + wanted + " " + version + ": "
                            + Bounds.cut(outcome.errorText().strip(), 500));
        }
        return lines.getLast();
    }

    /** Writes the lock file for the {@code package.json} of a directory. */
    void lock(Path directory) {
        Outcome outcome = ask(directory, "install", "--package-lock-only", "--ignore-scripts", "--omit=dev");
        if (outcome.exitCode() != 0) {
            throw failed("npm ended with " + outcome.exitCode() + ": "
                    + Bounds.cut(outcome.errorText().strip(), 500));
        }
    }

    private Outcome ask(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", "--color=false"));
        return Processes.run(Command.of(command)
                .environment(environment.variables())
                .in(directory)
                .timeout(Duration.ofMinutes(3)));
    }

    private static void watch(Process process, AtomicBoolean late) {
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                late.set(true);
                Processes.killTree(process);
            }
        } catch (InterruptedException e) {
            // The install ended: there is nothing to watch.
            Thread.currentThread().interrupt();
        }
    }

    private static Deque<String> read(Process process, Consumer<String> progress) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        int fetched = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("npm http ")) {
                    fetched++;
                    if (fetched % EVERY == 0) {
                        progress.accept("fetched " + fetched + " packages");
                    }
                    continue;
                }
                last.add(Bounds.cut(line, 500));
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
            }
        }
        return last;
    }

    private static PaddockException failed(String words) {
        return new PaddockException(ErrorCode.EXTERNAL, "npm could not install the agent: " + words);
    }
}
