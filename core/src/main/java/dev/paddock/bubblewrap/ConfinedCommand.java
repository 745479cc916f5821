package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.process.Programs;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Confines one program of the server's own by bubblewrap, with no holder and no network at all. Safe for use by several threads. */
public final class ConfinedCommand implements Confinement {
    private static final int CPU_SECONDS = 900;

    private final Path directory;
    private final Kit kit;
    private final String sh;

    /**
     * @throws PaddockException PREREQUISITE if a program is missing, the architecture has no filter, or this process is root
     */
    public ConfinedCommand(Home home) {
        NotRoot.require();
        Programs.require("bwrap");
        this.directory = home.runtime();
        this.kit = Kit.install(home);
        this.sh = Programs.require("sh");
    }

    /** {@inheritDoc} Each process may use {@code memoryBytes} of address space and 15 minutes of processor time. */
    @Override
    public Process start(
            List<String> command, Map<String, String> environment, String directory, List<Bind> binds, Limits limits) {
        Map<String, String> variables = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"));
        variables.putAll(environment);
        byte[] options = ClosedRoot.begin(kit, limits.tmpBytes())
                .withoutNetwork()
                .temporary(limits.tmpBytes())
                .binds(binds)
                .end(directory, variables);
        List<String> line = new ArrayList<>();
        Path file = null;
        try {
            Files.createDirectories(this.directory);
            file = Files.createTempFile(this.directory, "confined-", "");
            Files.write(file, options);
            line.addAll(List.of(
                    sh,
                    kit.script("confined"),
                    file.toString(),
                    kit.filter(),
                    Integer.toString(limits.openFiles()),
                    Long.toString(Math.max(1, limits.fileBytes() / 1024)),
                    Long.toString(Math.max(1, limits.memoryBytes() / 1024)),
                    Integer.toString(CPU_SECONDS),
                    "--",
                    // Processes are counted inside, where nobody else's count.
                    "prlimit",
                    "--nproc=" + limits.processes(),
                    "--"));
            line.addAll(command);
            Process process = Processes.start(line, Command.cleanEnvironment(), null);
            Path read = file;
            process.onExit().thenRun(() -> delete(read));
            return process;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't write to " + this.directory, e);
        } catch (RuntimeException e) {
            if (file != null) {
                delete(file);
            }
            throw e;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // One small file of options in a directory that does not outlive the machine's uptime.
            return;
        }
    }
}
