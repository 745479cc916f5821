package dev.paddock.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Which process is a run's holder, or has its agent, as remembered on disk.
 *
 * @param pid its id on the server's machine
 * @param start its start time in clock ticks since the machine's start
 * @param boot the start of the machine it belongs to
 */
record HolderState(long pid, long start, String boot) {
    /** True while that very process lives, whoever has its number later, and is not about to end. */
    boolean alive() {
        return exists() && !ProcFiles.exiting(pid);
    }

    /** True until that very process is gone, and with it, where it is the first of a namespace, everybody in there. */
    boolean exists() {
        OptionalLong now = ProcFiles.startTime(pid);
        return now.isPresent() && now.getAsLong() == start && boot.equals(ProcFiles.bootId());
    }

    /** SIGKILLs that very process; false if it is gone. */
    boolean kill() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        // The handle remembers the start time it saw, so what exists after it was taken is what gets the signal.
        return handle.isPresent() && exists() && handle.get().destroyForcibly();
    }

    /** Completes when that very process is gone. */
    CompletableFuture<?> ended() {
        return ProcessHandle.of(pid)
                .filter(handle -> exists())
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, pid + " " + start + " " + boot + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static Optional<HolderState> read(Path file) {
        try {
            List<String> words = List.of(Files.readString(file).strip().split(" "));
            return words.size() == 3
                    ? Optional.of(
                            new HolderState(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), words.get(2)))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
