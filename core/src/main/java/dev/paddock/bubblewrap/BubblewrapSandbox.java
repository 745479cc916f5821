package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A live holder, seen from the server. */
final class BubblewrapSandbox implements Sandbox {
    private static final System.Logger LOG = System.getLogger(BubblewrapSandbox.class.getName());
    private static final Duration GONE = Duration.ofSeconds(10);
    private static final Duration MEASURE = Duration.ofSeconds(30);
    /** The exit code of what SIGKILL ended. */
    private static final int KILLED = 137;

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
        ProcFiles.startTime(process.pid())
                .ifPresent(start -> remember(new HolderState(process.pid(), start, ProcFiles.bootId()), agent));
        process.onExit().thenRun(() -> {
            delete(options);
            conclude(agent);
        });
    }

    private static void remember(HolderState process, AgentFiles agent) {
        try {
            process.write(agent.process());
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + agent.directory(), e);
        }
    }

    @Override
    public void tend(AgentFiles agent) {
        HolderState.read(agent.process()).ifPresent(process -> process.ended().thenRun(() -> conclude(agent)));
    }

    /** What writes the exit code was killed: nobody else would tell of the agent's end. */
    private void conclude(AgentFiles agent) {
        if (Files.exists(agent.exit()) || !alive()) {
            return;
        }
        try {
            Path draft = Files.writeString(agent.directory().resolve("exit.killed"), KILLED + "\n");
            Files.move(draft, agent.exit(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "can't tell of the end of the agent of " + run(), e);
        }
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
            // A fork bomb stands at its rlimit; nothing else comes so close.
            boolean full = counted.threads() >= entry.spec().limits().processes() * 0.95;
            return new Readings(
                    counted.memoryBytes(),
                    counted.cpuNanos(),
                    counted.processes(),
                    full ? List.of("processes") : List.of());
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
    public DiskUse disk(long most) {
        SandboxSpec spec = entry.spec();
        // A user namespace of its own, in which it may look into what the run closed to everybody.
        List<String> command = new ArrayList<>(List.of(
                entry.tools().unshare(),
                "--user",
                "--map-current-user",
                "--keep-caps",
                entry.tools().sh(),
                entry.kit().script("disk"),
                Long.toString(most)));
        CacheLayer caches = spec.cache();
        for (Path path :
                new Path[] {spec.upper(), spec.home(), spec.gitDirectory(), caches == null ? null : caches.upper()}) {
            if (path != null) {
                command.add(path.toAbsolutePath().toString());
            }
        }
        Outcome outcome =
                Processes.run(Command.of(command).timeout(MEASURE)).orThrow("measuring the disk use of run " + run());
        String[] words = outcome.text().strip().split(" ");
        return new DiskUse(Long.parseLong(words[0]), Long.parseLong(words[1]));
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
        Waiting.until(() -> !holder.exists(), GONE);
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
