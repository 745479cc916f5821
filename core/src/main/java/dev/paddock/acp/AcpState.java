package dev.paddock.acp;

import org.jspecify.annotations.Nullable;

/**
 * All that a conversation remembers.
 *
 * @param phase what it is doing
 * @param request id of our request that is waited for in all phases but NEW, IDLE and CLOSED
 * @param last id of our last request
 * @param session the agent's name for the session
 * @param opening how far opening it has come
 * @param cancelling whether the turn under way was asked to end
 * @param modes the permission mode; null for that of the settings
 * @param permissions what the agent asked
 * @param seen what the agent told of the session
 */
record AcpState(
        Phase phase,
        long request,
        long last,
        @Nullable String session,
        Opening.State opening,
        boolean cancelling,
        Modes.@Nullable State modes,
        Permissions.State permissions,
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

    static final AcpState NEW = new AcpState(
            Phase.NEW, 0, 0, null, Opening.State.NONE, false, null, Permissions.State.NONE, Seen.State.NONE);
}
