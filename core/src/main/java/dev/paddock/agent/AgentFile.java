package dev.paddock.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent as its YAML file describes it; described for users in {@code docs/agents.md}. In the command, the environment and the files' contents these stand
 * for what is known at a launch: <code>{{goal}}</code>, <code>{{agent}}</code> (the program's directory inside the sandbox) and <code>{{address.ROUTE}}</code>
 * (where a model route of this file is reached).
 *
 * @param name a slug; names the agent everywhere
 * @param description a sentence for people, or null
 * @param protocol how it is spoken with
 * @param command program and arguments inside the sandbox
 * @param commands name → program and arguments: how another agent in the same sandbox calls it
 * @param env its environment, besides what every process in a sandbox gets
 * @param models the model routes that it uses
 * @param files path relative to the run's home → content
 * @param install how its program gets onto the machine; null where it needs nothing
 * @param modes permission mode ({@link #MODES}) → its own name for it, over ACP
 * @param leaveOut directories of agent configuration that collecting leaves out while they are untracked
 * @param needs toolchains of the machine that it needs
 */
public record AgentFile(
        String name,
        @Nullable String description,
        Protocol protocol,
        List<String> command,
        Map<String, List<String>> commands,
        Map<String, String> env,
        List<Model> models,
        Map<String, String> files,
        @Nullable Npm install,
        Map<String, String> modes,
        List<String> leaveOut,
        List<Toolchain> needs) {
    /** The permission modes that a file may name. */
    public static final List<String> MODES = List.of("ask", "accept-edits", "plan", "bypass");

    /** What collecting leaves out where a file says nothing of it. */
    public static final List<String> LEAVE_OUT = List.of(".claude", ".codex", ".gemini");

    public AgentFile {
        command = List.copyOf(command);
        commands = Map.copyOf(commands);
        env = Map.copyOf(env);
        models = List.copyOf(models);
        files = Map.copyOf(files);
        modes = Map.copyOf(modes);
        leaveOut = List.copyOf(leaveOut);
        needs = List.copyOf(needs);
    }

    /** How an agent is spoken with. */
    public enum Protocol {
        /** The Agent Client Protocol on its standard streams. */
        ACP,
        /** A plain command: the goal goes in, text comes out, the exit code is the outcome. */
        COMMAND
    }

    /** A toolchain of the server's machine. */
    public enum Toolchain {
        NODE
    }

    /**
     * A model route that the agent uses.
     *
     * @param route the gateway's name of it: {@code anthropic}
     * @param address variable that gets the route's address, or null
     * @param key variable that gets a placeholder for the key, or null
     */
    public record Model(
            String route,
            @Nullable String address,
            @Nullable String key) {}

    /**
     * A program from the npm registry, pinned by a lock file with integrity hashes.
     *
     * @param lock path of {@code package-lock.json} relative to the agent's file; {@code package.json} lies beside it
     */
    public record Npm(String lock) {}
}
