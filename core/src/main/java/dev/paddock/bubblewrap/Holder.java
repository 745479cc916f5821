package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A holder that was started but not yet confirmed: it ends by itself when this server ends before {@link #confirm}.
 *
 * @param outer the process outside, which waits for pid 1 and ends with it, and it with the outer one
 * @param state pid 1 of the run's namespaces
 */
record Holder(Process outer, HolderState state) {
    private static final Duration START = Duration.ofSeconds(10);
    private static final int LOCKED = 75;
    /** For how many seconds the layer's last sandbox may be on its way out. */
    private static final int UNLOCKING = 2;

    /** Starts it; its mounts are still to come. */
    static Starting start(
            SandboxSpec spec, HolderFiles files, Kit kit, Tools tools, Optional<Cgroup> cgroup, Duration lifetime) {
        List<String> command = new ArrayList<>(List.of(
                tools.setsid(),
                tools.flock(),
                "--timeout",
                Integer.toString(UNLOCKING),
                "--conflict-exit-code",
                Integer.toString(LOCKED),
                "--no-fork",
                files.lock().toString(),
                tools.unshare(),
                "--user",
                "--map-current-user",
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child=KILL",
                "--mount-proc",
                "--keep-caps",
                tools.sh(),
                kit.script("holder"),
                kit.script("keep"),
                Long.toString(spec.limits().tmpBytes()),
                Long.toString(lifetime.toSeconds())));
        cgroup.ifPresent(group -> command.addAll(group.joins()));
        return new Starting(
                spec.run(),
                files,
                Processes.startLogged(command, Command.cleanEnvironment(), files.directory(), files.log()));
    }

    /** A holder on its way. */
    record Starting(String run, HolderFiles files, Process outer) {
        /** Returns when its mounts are there; its relay may still be on its way. */
        Holder await() {
            try {
                if (!Processes.firstLine(outer, START).equals("ready")) {
                    throw refused(outer, files);
                }
                long pid = ProcFiles.children(outer.pid()).getFirst();
                HolderState state =
                        new HolderState(pid, ProcFiles.startTime(pid).orElseThrow(), ProcFiles.bootId());
                state.write(files.state());
                return new Holder(outer, state);
            } catch (IOException | RuntimeException e) {
                abandon();
                throw e instanceof PaddockException known
                        ? known
                        : new PaddockException(
                                ErrorCode.EXTERNAL, "the holder of run " + run + " ended while it started", e);
            }
        }

        void abandon() {
            Processes.killTree(outer);
        }
    }

    /** From now on it lives without this server. */
    void confirm() {
        try (var input = outer.getOutputStream()) {
            input.write("go\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "the sandbox ended while it was made", e);
        }
    }

    void abandon() {
        Processes.killTree(outer);
        try {
            outer.waitFor(2, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PaddockException refused(Process outer, HolderFiles files) {
        String words = log(files);
        if (!outer.isAlive() && outer.exitValue() == LOCKED) {
            return new PaddockException(ErrorCode.CONFLICT, "another sandbox holds the layer in " + files.directory());
        }
        String reason;
        if (words.contains("overlay")) {
            reason =
                    "overlay mounts by an ordinary user are refused here (they need Linux 5.11 and a file system that can be an upper layer)";
        } else if (words.contains("unshare")) {
            reason = "user namespaces are refused here";
        } else {
            return new PaddockException(ErrorCode.EXTERNAL, "the sandbox's holder did not start: " + words);
        }
        return new PaddockException(
                ErrorCode.PREREQUISITE, reason + "; `paddock doctor` explains what to do: " + words);
    }

    private static String log(HolderFiles files) {
        try {
            String text = Files.readString(files.log()).strip();
            return text.length() > 2_000 ? text.substring(0, 2_000) : text;
        } catch (IOException e) {
            return "";
        }
    }
}
