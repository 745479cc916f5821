package dev.paddock.sandbox;

/**
 * A sandbox that was made and proven ahead of need, in which nothing has run since. It ends with this server unless it is claimed. For one thread at a time.
 */
public interface ReadySandbox extends AutoCloseable {
    /** Whether it is alive and differs from what a run needs in nothing but the run: its id, directory, door and binds, which each process gets anew. */
    boolean fits(SandboxSpec run);

    /**
     * Makes it the run's, for good. Its directory must have been moved to that of the run already, and the run's door be open.
     *
     * @param run that it {@link #fits}
     * @throws dev.paddock.error.PaddockException if the door does not answer or it has ended meanwhile; close it then
     */
    Sandbox claim(SandboxSpec run);

    boolean alive();

    /** Ends it where it was not claimed. */
    @Override
    void close();
}
