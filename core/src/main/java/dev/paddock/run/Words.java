package dev.paddock.run;

import dev.paddock.agent.Conversation.StopReason;

/** What a run's supervisor says to agents and people. */
final class Words {
    /** Said to an agent that was started again in the middle of a turn. */
    static final String GO_ON =
            "You were interrupted because your process ended while you worked. Go on with what you were doing.";

    /** Said to an agent whose turn ended because its model could not be had. */
    static final String GO_ON_NOW =
            "The model could not be reached for a while, so your work was interrupted. It can again: go on with what you were doing.";

    /** Why a parked run goes on. */
    static final String TIME_HAS_COME = "goes on: what it waited for is over";

    private Words() {}

    /** Why a turn ended, for a person. */
    static String of(StopReason reason) {
        return switch (reason) {
            case END_TURN -> "the agent has done its turn";
            case MAX_TOKENS -> "the agent's answer reached its length limit";
            case MAX_TURN_REQUESTS -> "the agent made as many requests as a turn may have";
            case REFUSAL -> "the agent refused to go on";
            case CANCELLED -> "interrupted";
            case ERROR -> "the agent reported an error";
        };
    }

    /** What an agent is told of a rejection. */
    static String rejected(String title, String reason) {
        String what = title.lines().findFirst().orElse(title);
        return "You may not do this: " + (what.length() > 200 ? what.substring(0, 200) + "…" : what) + "\n" + reason;
    }

    /** That an agent's program ended, with the end of what it said on its standard error. */
    static String ended(int exitCode, String lastWords) {
        return "the agent's program ended with exit code " + exitCode + (lastWords.isEmpty() ? "" : ": " + lastWords);
    }
}
