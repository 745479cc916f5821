package dev.paddock.acp;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.CommandConversation;
import dev.paddock.agent.Conversation;
import dev.paddock.task.PermissionMode;

/** Makes the conversation that an agent's file asks for. */
public final class Conversations {
    /** Where an agent works, as seen from inside its sandbox. */
    private static final String WORKSPACE = "/workspace";

    private Conversations() {}

    /**
     * The conversation with an agent's process.
     *
     * @param mode the permission mode to begin with
     * @param launch number of the process within its run, from 1
     */
    public static Conversation of(AgentFile agent, PermissionMode mode, int launch) {
        return switch (agent.protocol()) {
            case ACP -> new AcpConversation(settings(agent, mode, launch));
            case COMMAND -> new CommandConversation();
        };
    }

    /** The conversation whose {@link Conversation#state()} was stored. */
    public static Conversation restore(AgentFile agent, PermissionMode mode, int launch, String state) {
        return switch (agent.protocol()) {
            case ACP -> AcpConversation.restore(settings(agent, mode, launch), state);
            case COMMAND -> CommandConversation.restore(state);
        };
    }

    private static AcpSettings settings(AgentFile agent, PermissionMode mode, int launch) {
        String signIn = agent.models().isEmpty()
                ? "its file names no model route"
                : "sign in with `paddock auth " + agent.name() + "`, or run it with --rehearse";
        return new AcpSettings(WORKSPACE, agent.modes(), mode, launch, signIn);
    }
}
