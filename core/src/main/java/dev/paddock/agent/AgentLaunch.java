package dev.paddock.agent;

import dev.paddock.sandbox.Bind;
import java.util.List;
import java.util.Map;

/**
 * How an agent's program is started in a sandbox for one goal. Deterministic for the same agent, goal and machine.
 *
 * @param command as seen from inside
 * @param environment what it needs besides what the provider sets
 * @param binds read-only: the program and the toolchains it needs
 * @param files path relative to the run's home → content, to be written before the start
 */
public record AgentLaunch(
        List<String> command, Map<String, String> environment, List<Bind> binds, Map<String, String> files) {
    /** Where a run reaches its gateway. */
    static final String GATEWAY = "http://127.0.0.1:3128";

    /** What stands where an agent expects a key; the gateway replaces it. */
    static final String PLACEHOLDER = "paddock-placeholder";

    public AgentLaunch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        binds = List.copyOf(binds);
        files = Map.copyOf(files);
    }

    /** The variables that lead every process of a run to its gateway. */
    public static Map<String, String> proxies() {
        return Map.of(
                "HTTP_PROXY", GATEWAY,
                "HTTPS_PROXY", GATEWAY,
                "http_proxy", GATEWAY,
                "https_proxy", GATEWAY,
                "NO_PROXY", "127.0.0.1,localhost",
                "no_proxy", "127.0.0.1,localhost");
    }
}
