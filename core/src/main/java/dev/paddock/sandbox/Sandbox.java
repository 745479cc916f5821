package dev.paddock.sandbox;

import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/**
 * A live sandbox. It outlives the server: a handle may be dropped without a close, and {@link SandboxProvider#reattach} finds it again.
 * Safe for use by several threads.
 */
public interface Sandbox {
    /** The run it belongs to. */
    String run();

    /**
     * Starts a process whose streams are pipes to the caller, who must drain and close them. Destroying the returned process ends everything it
     * started inside. The process ends with the sandbox.
     *
     * @throws dev.paddock.error.PaddockException if the sandbox is gone or the process can't be confined
     */
    Process start(Exec exec);

    /**
     * Starts the agent detached from the server, reading {@code in} and writing {@code out} and {@code err} of the given files. Returns when it is
     * started; its end is told by {@link AgentFiles#exit}, which is removed first. {@code in} is read from {@code inOffset} on.
     */
    void launch(Exec exec, AgentFiles files, long inOffset);

    /** For an agent that an earlier server launched here: from now on {@link AgentFiles#exit} appears also where what would write it was killed. */
    default void tend(AgentFiles files) {}

    /**
     * Opens a regular file of the workspace for reading, following no link.
     *
     * @param path relative to the workspace
     * @throws dev.paddock.error.PaddockException NOT_FOUND if it is no regular file inside the workspace
     */
    InputStream open(String path);

    Readings readings();

    /**
     * Measures what it takes on the disk, by looking at every file: this may take seconds.
     *
     * @param most files after which counting ends
     * @throws dev.paddock.error.PaddockException if it can't be measured in time
     */
    DiskUse disk(long most);

    boolean alive();

    /** Completes once when the sandbox is gone, for whatever reason; no later than 2 s after. */
    CompletionStage<Void> ended();

    /** Kills every process of the sandbox and waits until none is left, at most 2 s. Does nothing if it is gone. */
    void kill();
}
