package dev.paddock.sandbox;

import java.nio.file.Path;

/**
 * The regular files through which a detached agent is spoken to; they lie outside every sandbox and outlive the server. The agent itself
 * holds pipes only.
 *
 * @param directory holds {@code in}, {@code out}, {@code err}, {@code process} and {@code exit}; it is made with the first launch
 */
public record AgentFiles(Path directory) {
    /** What the server appends reaches the agent's standard input. */
    public Path in() {
        return directory.resolve("in");
    }

    /** The agent's standard output, append-only, bounded. */
    public Path out() {
        return directory.resolve("out");
    }

    /** The head of the agent's standard error, bounded; never parsed. */
    public Path err() {
        return directory.resolve("err");
    }

    /** Tells which process outside the sandbox has the agent between these files. */
    public Path process() {
        return directory.resolve("process");
    }

    /** Appears by a rename when the agent has ended and all its output is in {@link #out}; holds the exit code in decimal. Need not
     * appear when the whole sandbox is killed. */
    public Path exit() {
        return directory.resolve("exit");
    }
}
