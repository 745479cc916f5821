package dev.paddock.acp;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.CommandConversation;
import dev.paddock.agent.Conversation;

/** Makes the conversation that an agent's file asks for. */
public final class Conversations {
    /** Where an agent works, as seen from inside its sandbox. */
    private static final String WORKSPACE = "/workspace";

    private Conversations() {}

    public static Conversation of(AgentFile agent) {
        return switch (agent.protocol()) {
            case ACP -> new AcpConversation(settings(agent));
            case COMMAND -> new CommandConversation();
        };
    }

    /** The conversation whose {@link Conversation#state()} was stored. */
    public static Conversation restore(AgentFile agent, String state) {
        return switch (agent.protocol()) {
            case ACP -> AcpConversation.restore(settings(agent), state);
            case COMMAND -> CommandConversation.restore(state);
        };
    }

    private static AcpSettings settings(AgentFile agent) {
        String signIn = agent.models().isEmpty()
                ? "its file names no model route"
                : "sign in with `paddock auth " + agent.name() + "`, or run it with --rehearse";
        return new AcpSettings(WORKSPACE, agent.modes().get("bypass"), signIn);
    }
}
