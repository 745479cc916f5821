package dev.paddock.task;

import org.jspecify.annotations.Nullable;

/**
 * How far the server and a run's agent process have come with each other; kept in the same transaction as the events it covers.
 *
 * @param launch number of the agent process of this run, from 1; 0 before the first
 * @param conversation state of the conversation, opaque
 * @param session the agent's own name of the conversation, by which another process can take it up
 * @param outOffset bytes of {@code out} that are journaled
 * @param outSkipped bytes of the line there that were passed over because it is too long
 * @param inOffset bytes that {@code in} must have
 * @param inTail the last of those bytes, which may not have been written yet
 */
public record AgentPosition(
        int launch,
        @Nullable String conversation,
        @Nullable String session,
        long outOffset,
        long outSkipped,
        long inOffset,
        String inTail) {
    public static final AgentPosition NONE = new AgentPosition(0, null, null, 0, 0, 0, "");
}
