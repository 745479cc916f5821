package dev.paddock.sandbox;

import java.util.Optional;
import java.util.Set;

/** Makes sandboxes of one kind. Safe for use by several threads; every call may block on a platform thread's work. */
public interface SandboxProvider {
    /** Short name, as in the configuration: {@code bubblewrap}, {@code docker}. */
    String name();

    /**
     * Makes a sandbox and proves that it is closed.
     *
     * @throws dev.paddock.error.PaddockException PREREQUISITE if the machine lacks something, UNSAFE if a protection is not proven; nothing is
     *     left behind then
     */
    Sandbox create(SandboxSpec spec);

    /**
     * Makes and proves a sandbox for a run that is not there yet; empty where this kind can't. Its door must answer meanwhile. Throws as {@link #create}.
     */
    default Optional<ReadySandbox> ahead(SandboxSpec spec) {
        return Optional.empty();
    }

    /** The live sandbox of a run that an earlier server made, if it is still there. */
    Optional<Sandbox> reattach(SandboxSpec spec);

    /** Ends every sandbox of this home whose run is not named and removes what it left; called at the server's start. */
    void sweep(Set<String> runs);
}
