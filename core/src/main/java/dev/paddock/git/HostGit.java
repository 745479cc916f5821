package dev.paddock.git;

import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Git on the server itself, for repositories that nobody but the server writes: an {@code upstream.git}. Never for a workspace, a run's
 * repository or a person's clone. Stateless; calls block the thread until git ends.
 */
public final class HostGit {
    /** How much of each output stream is kept. */
    public static final int MOST_OUTPUT = 4 << 20;

    private HostGit() {}

    /** Runs git with {@code repository} as its git directory. */
    public static Outcome run(Path repository, String... arguments) {
        return run(repository, List.of(arguments), Map.of(), Duration.ofSeconds(30));
    }

    /**
     * The same within bounds on what each of its processes may take: address space, and the size of a file that it writes.
     */
    public static Outcome runWithin(
            Path repository,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout,
            long memoryBytes,
            long fileBytes) {
        return run(
                List.of("prlimit", "--core=0", "--as=" + memoryBytes, "--fsize=" + fileBytes, "--"),
                repository,
                arguments,
                environment,
                timeout);
    }

    /** Runs git with more variables than the clean environment has, for at most {@code timeout}; 4 MiB of each output stream are kept. */
    public static Outcome run(
            Path repository, List<String> arguments, Map<String, String> environment, Duration timeout) {
        return run(List.of(), repository, arguments, environment, timeout);
    }

    private static Outcome run(
            List<String> prefix,
            Path repository,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(List.of("git", "--git-dir=" + repository));
        line.addAll(arguments);
        return Processes.run(Command.of(line)
                .in(repository)
                .environment(GitEnvironment.with(environment))
                .timeout(timeout)
                .maxOutput(MOST_OUTPUT));
    }
}
