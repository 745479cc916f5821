package dev.paddock.escape;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process outside that listens on what a sandbox must not reach, and tells what was touched. Closed with its target. */
final class Witness implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);
    private static final int MOST = 10_000;
    /** Longer than a touch takes to be told. */
    private static final long SILENCE_MILLIS = 50;

    private final Process process;
    private final BlockingQueue<String> touches = new LinkedBlockingQueue<>(MOST);
    private final BlockingQueue<String> greeting = new LinkedBlockingQueue<>(1);
    final Path socket;
    final String abstractName;
    final long pid;
    final int tcp;
    final int udp;

    Witness(Path directory, String abstractName) {
        this.socket = directory.resolve("w");
        this.abstractName = abstractName;
        process = Processes.start(
                List.of(
                        Programs.require("python3"),
                        "-c",
                        Resource.text("witness.py"),
                        socket.toString(),
                        abstractName),
                Command.cleanEnvironment(),
                directory);
        Processes.drain(process.getErrorStream(), 1_000);
        Thread.ofPlatform().daemon().name("escape-witness").start(this::read);
        String[] words = first().split(" ");
        pid = Long.parseLong(words[0]);
        tcp = Integer.parseInt(words[1]);
        udp = Integer.parseInt(words[2]);
    }

    private String first() {
        try {
            String line = greeting.poll(START.toMillis(), TimeUnit.MILLISECONDS);
            if (line != null && line.matches("\\d+ \\d+ \\d+")) {
                return line;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new PaddockException(ErrorCode.EXTERNAL, "the escape suite's witness did not start");
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            boolean begun = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // When there are more than enough, further ones say nothing new.
                boolean kept = begun ? touches.offer(line) : greeting.offer(line);
                begun |= kept;
            }
        } catch (IOException e) {
            // Killed: what it told before counts.
            return;
        }
    }

    /** What was touched since the last call, as words; waits a moment for what is on its way. */
    String touches() {
        StringBuilder seen = new StringBuilder();
        try {
            for (@Nullable String touch = next(); touch != null && seen.length() < 200; touch = next()) {
                seen.append(seen.isEmpty() ? "" : " ").append(touch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return seen.toString();
    }

    private @Nullable String next() throws InterruptedException {
        return touches.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        Processes.killTree(process);
    }
}
