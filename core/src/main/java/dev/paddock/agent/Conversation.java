package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.task.PermissionMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server speaks with one agent process: a deterministic state machine without I/O, threads or clocks. What goes in and its
 * {@link #state} after it are written in one transaction with the events of the {@link Step}, so that it can be restored at exactly
 * that point. Not safe for use by several threads. What the agent says never makes a method throw.
 */
public interface Conversation {
    /**
     * Opens the conversation; called once, when the process has started.
     *
     * @param resume the {@link #session} of an earlier process to go on with, or null for a new one
     */
    Step begin(@Nullable String resume);

    /** Takes one line of the agent's standard output, without its newline. */
    Step line(String line);

    /** Takes what {@link AgentOutput} read: a line, or the news that one was too long to be read. */
    default Step take(OutputLine line) {
        return switch (line) {
            case OutputLine.Whole whole -> line(whole.text());
            case OutputLine.TooLong tooLong ->
                Step.event(
                        new EventBody.Unknown("a line of " + tooLong.bytes() + " bytes was too long and was left out"));
        };
    }

    /**
     * Gives the agent a message and begins a turn.
     *
     * @throws dev.paddock.error.PaddockException CONFLICT if the conversation is not open or a turn is under way
     */
    Step prompt(String text);

    /** Asks the agent to end its turn; its end is told by {@link Signal.TurnEnded}. Does nothing where there is no turn to end. */
    Step cancel();

    /**
     * Gives the agent a person's answer to a permission request, once. A rejection with a reason also asks the agent to end its turn, unless it is at work on
     * something else, so that it can be given the reason.
     *
     * @throws dev.paddock.error.PaddockException NOT_FOUND if there never was such a request; CONFLICT if it is not pending any more, if its action is another one
     *     than the person was shown, or if the agent does not offer such an answer
     */
    default Step answer(Answer answer) {
        throw new PaddockException(ErrorCode.CONFLICT, "this agent asks for no permissions");
    }

    /**
     * Changes the permission mode, at once for what the agent asks from now on.
     *
     * @throws dev.paddock.error.PaddockException CONFLICT if the agent has none
     */
    default Step mode(PermissionMode mode) {
        throw new PaddockException(
                ErrorCode.CONFLICT, "this agent asks for no permissions, so it works in mode bypass only");
    }

    /** Whether the turn under way was asked to end. */
    default boolean cancelling() {
        return false;
    }

    /** The process has ended and all its output was taken. */
    Step ended(int exitCode);

    /** Everything needed to go on, as one compact line of JSON. */
    String state();

    /** The agent's name for the conversation, to resume it by; null where it has none. */
    @Nullable
    String session();

    /** Whether a turn is under way. */
    boolean busy();

    /** An open conversation without a turn under way: {@link #prompt} is welcome. */
    boolean ready();

    /**
     * What one input brought about.
     *
     * @param events for the journal, in order
     * @param send whole lines for the agent's standard input, without newline, in order
     * @param signals for the run's supervisor, in order
     */
    record Step(List<EventBody> events, List<String> send, List<Signal> signals) {
        /** Nothing happened. */
        public static final Step NONE = new Step(List.of(), List.of(), List.of());

        public Step {
            events = List.copyOf(events);
            send = List.copyOf(send);
            signals = List.copyOf(signals);
        }

        public static Step event(EventBody event) {
            return new Step(List.of(event), List.of(), List.of());
        }
    }

    /** What the run's supervisor has to know. */
    sealed interface Signal {
        /**
         * The conversation is open; prompts may come.
         *
         * @param resumed whether it goes on with an earlier one's context
         */
        record Ready(boolean resumed) implements Signal {}

        /** A conversation could not be resumed; a new one is being opened, which knows nothing of the earlier one. */
        record ResumeFailed(String message) implements Signal {}

        /**
         * A turn ended; the conversation stays open.
         *
         * @param detail words for a person, where there is something to say
         */
        record TurnEnded(StopReason reason, @Nullable String detail) implements Signal {}

        /**
         * The number of permission requests that wait for a person changed.
         *
         * @param title of the last one that was asked
         */
        record Approvals(int pending, String title) implements Signal {}

        /** The permission mode is another one now. */
        record ModeChanged(PermissionMode mode) implements Signal {}

        /** The agent can't go on until something is done; the message says what. */
        record Failed(String message) implements Signal {}

        /** The process can't be asked to end its turn: only killing it does that. */
        record MustKill() implements Signal {}

        /**
         * The process is gone; always the last signal.
         *
         * @param midTurn whether it was in a turn that no other signal ended
         */
        record Ended(int exitCode, boolean midTurn) implements Signal {}
    }

    /** Why a turn ended; the first five are ACP's. */
    enum StopReason {
        END_TURN,
        MAX_TOKENS,
        MAX_TURN_REQUESTS,
        REFUSAL,
        CANCELLED,
        /** The agent reported an error, or its command failed. */
        ERROR
    }
}
