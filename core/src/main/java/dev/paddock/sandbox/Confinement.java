package dev.paddock.sandbox;

import java.util.List;
import java.util.Map;

/**
 * Runs one of the server's own programs (git) on untrusted data: no network, no home, only {@code /usr}, the given binds and a private {@code /tmp}
 * are there, with rlimits. For work that no run's sandbox can do: base checkouts, imports, diffs.
 */
public interface Confinement {
    /**
     * Starts the process; its streams are pipes to the caller, who must drain and close them, and bounds its time. Destroying it ends everything it
     * started.
     */
    Process start(
            List<String> command, Map<String, String> environment, String directory, List<Bind> binds, Limits limits);
}
