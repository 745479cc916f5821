package dev.paddock.sandbox;

import java.util.List;
import java.util.Map;

/**
 * One process in a sandbox, under the same confinement as the agent.
 *
 * @param command program and arguments, as seen from inside
 * @param environment the whole environment besides {@code PATH}, {@code HOME}, {@code USER}, {@code LANG} and {@code TERM}, which the
 *     provider sets where it is silent
 * @param directory working directory inside, absolute
 * @param workspaceReadOnly true shows {@code /workspace} and the home read-only to this process
 * @param binds more binds for this process alone, writable ones allowed: they are the server's, not the agent's
 */
public record Exec(
        List<String> command,
        Map<String, String> environment,
        String directory,
        boolean workspaceReadOnly,
        List<Bind> binds) {
    public Exec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        binds = List.copyOf(binds);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no command");
        }
    }

    /** A command in the workspace with nothing special. */
    public static Exec of(List<String> command) {
        return new Exec(command, Map.of(), "/workspace", false, List.of());
    }

    public Exec environment(Map<String, String> environment) {
        return new Exec(command, environment, directory, workspaceReadOnly, binds);
    }
}
