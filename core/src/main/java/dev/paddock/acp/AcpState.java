package dev.paddock.acp;

import org.jspecify.annotations.Nullable;

/**
 * All that a conversation remembers.
 *
 * @param phase what it is doing
 * @param request id of our last request; the one that is waited for in all phases but NEW, IDLE and CLOSED
 * @param session the agent's name for the session
 * @param resume the session to resume, while that is being tried
 * @param canLoad whether the agent has {@code session/load}
 * @param cancelling whether the turn under way was asked to end
 * @param resumed whether the session is an earlier one
 * @param seen what the agent told of the session
 */
record AcpState(
        Phase phase,
        long request,
        @Nullable String session,
        @Nullable String resume,
        boolean canLoad,
        boolean cancelling,
        boolean resumed,
        Seen.State seen) {
    enum Phase {
        NEW,
        INITIALIZING,
        CREATING,
        RESUMING,
        /** The agent replays the session's history before it answers. */
        LOADING,
        SETTING_MODE,
        IDLE,
        PROMPTING,
        /** Nothing more is asked of this process. */
        CLOSED
    }

    static final AcpState NEW = new AcpState(Phase.NEW, 0, null, null, false, false, false, Seen.State.NONE);
}
