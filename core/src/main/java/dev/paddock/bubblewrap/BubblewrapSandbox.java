package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A live holder, seen from the server. */
final class BubblewrapSandbox implements Sandbox {
    private static final Duration GONE = Duration.ofSeconds(2);
    private static final long ERROR_BYTES = 1 << 20;
    private static final long OUTPUT_KIB = 1 << 20;

    private final Entry entry;
    private final HolderState holder;
    private final CompletableFuture<Void> ended;

    /**
     * @param outerEnded completes when the process that waits for the holder has ended, or the layer's lock is free
     */
    BubblewrapSandbox(Entry entry, HolderState holder, CompletableFuture<?> outerEnded) {
        this.entry = entry;
        this.holder = holder;
        this.ended = outerEnded.handleAsync(
                (ignored, failure) -> {
                    bury();
                    return null;
                },
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("sandbox-end-" + run())
                        .start(task));
    }

    @Override
    public String run() {
        return entry.spec().run();
    }

    @Override
    public Process start(Exec exec) {
        requireAlive();
        return start(exec, entry.options(exec));
    }

    /** @param options as {@link Entry#options} wrote them; deleted when they were read */
    Process start(Exec exec, Path options) {
        List<String> command =
                new ArrayList<>(List.of(entry.tools().sh(), entry.kit().script("enter")));
        command.addAll(entry.arguments(exec, options));
        try {
            Process process =
                    Processes.start(entry.unconfined(holder.pid(), command), Command.cleanEnvironment(), null);
            process.onExit().thenRun(() -> delete(options));
            return process;
        } catch (RuntimeException e) {
            delete(options);
            throw e;
        }
    }

    @Override
    public void launch(Exec exec, AgentFiles agent, long inOffset) {
        requireAlive();
        try {
            Files.createDirectories(agent.directory());
            for (Path file : List.of(agent.in(), agent.out())) {
                if (!Files.exists(file)) {
                    Files.createFile(file);
                }
            }
            Files.deleteIfExists(agent.exit());
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't write to " + agent.directory(), e);
        }
        Path options = entry.options(exec);
        List<String> inner = new ArrayList<>(List.of(
                entry.tools().bash(),
                entry.kit().script("agent"),
                agent.directory().toString(),
                Long.toString(inOffset),
                Long.toString(
                        Math.min(OUTPUT_KIB, Math.max(1, entry.spec().limits().fileBytes() / 1024))),
                Long.toString(ERROR_BYTES),
                entry.kit().script("enter")));
        inner.addAll(entry.arguments(exec, options));
        List<String> command = new ArrayList<>(List.of(entry.tools().setsid()));
        command.addAll(entry.unconfined(holder.pid(), inner));
        Process process = Processes.startDetached(
                command,
                Command.cleanEnvironment(),
                entry.files().directory(),
                entry.files().log());
        process.onExit().thenRun(() -> delete(options));
    }

    @Override
    public InputStream open(String path) {
        requireAlive();
        Path inHolder = Path.of("/proc", Long.toString(holder.pid()), "root");
        Path workspace = inHolder.resolve(
                Path.of("/").relativize(entry.files().workspace().toAbsolutePath()));
        return WorkspaceFile.open(workspace, path, holder::alive);
    }

    @Override
    public Readings readings() {
        ProcReadings counted = ProcReadings.read(Path.of("/proc", Long.toString(holder.pid()), "root/proc"));
        Cgroup group = entry.cgroup().orElse(null);
        if (group == null) {
            return new Readings(counted.memoryBytes(), counted.cpuNanos(), counted.processes());
        }
        long memory = group.memory();
        long cpu = group.cpuNanos();
        return new Readings(
                memory < 0 ? counted.memoryBytes() : memory,
                cpu < 0 ? counted.cpuNanos() : cpu,
                counted.processes(),
                group.reached());
    }

    @Override
    public boolean alive() {
        return holder.alive();
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void kill() {
        holder.kill();
        try {
            ended.get(GONE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "the sandbox of run " + run() + " is still not empty after its kill", e);
        }
    }

    /** Makes sure that nothing is left. Pid 1 of a namespace is gone only when everybody in it is. */
    private void bury() {
        holder.kill();
        Waiting.until(() -> !holder.alive(), GONE);
        entry.cgroup().ifPresent(group -> Waiting.until(group::remove, GONE));
        entry.files().clean();
    }

    private void requireAlive() {
        if (!alive()) {
            throw new PaddockException(ErrorCode.CONFLICT, "the sandbox of run " + run() + " is gone");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with the run's directory, which may be what made this fail.
            return;
        }
    }
}
