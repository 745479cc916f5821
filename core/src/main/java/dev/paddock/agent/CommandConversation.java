package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with a plain command (protocol {@code command}): it was given its goal when it was launched, each line of its standard output is a text
 * event, its exit code the outcome. It takes one prompt, which says what the goal was; for the next one it is launched anew.
 */
public final class CommandConversation implements Conversation {
    private enum Phase {
        NEW,
        READY,
        WORKING,
        ENDED
    }

    private record State(Phase phase, boolean cancelled) {}

    private State state;

    public CommandConversation() {
        this(new State(Phase.NEW, false));
    }

    private CommandConversation(State state) {
        this.state = state;
    }

    /** The conversation whose {@link #state()} was stored. */
    public static CommandConversation restore(String state) {
        return new CommandConversation(EventJson.mapper().readValue(state, State.class));
    }

    @Override
    public Step begin(@Nullable String resume) {
        state = new State(Phase.READY, false);
        return new Step(List.of(), List.of(), List.of(new Signal.Ready(false)));
    }

    @Override
    public Step line(String line) {
        return Step.event(new EventBody.Text(new Bounds().text(line) + "\n", null));
    }

    @Override
    public Step prompt(String text) {
        if (state.phase() != Phase.READY) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "a plain command takes no message while it runs; it is started anew for each");
        }
        state = new State(Phase.WORKING, false);
        return Step.event(new EventBody.Prompt(Bounds.valid(text)));
    }

    @Override
    public Step cancel() {
        if (state.phase() != Phase.WORKING || state.cancelled()) {
            return Step.NONE;
        }
        state = new State(Phase.WORKING, true);
        return new Step(List.of(), List.of(), List.of(new Signal.MustKill()));
    }

    @Override
    public Step ended(int exitCode) {
        boolean worked = state.phase() == Phase.WORKING;
        boolean cancelled = state.cancelled();
        state = new State(Phase.ENDED, false);
        EventBody event = new EventBody.Agent("ended", exitCode, null);
        Signal last = new Signal.Ended(exitCode, false);
        if (!worked) {
            return new Step(List.of(event), List.of(), List.of(last));
        }
        Signal turn = cancelled
                ? new Signal.TurnEnded(StopReason.CANCELLED, null)
                : exitCode == 0
                        ? new Signal.TurnEnded(StopReason.END_TURN, null)
                        : new Signal.TurnEnded(StopReason.ERROR, "the command ended with exit code " + exitCode);
        return new Step(List.of(event), List.of(), List.of(turn, last));
    }

    @Override
    public String state() {
        return EventJson.mapper().writeValueAsString(state);
    }

    @Override
    public @Nullable String session() {
        return null;
    }

    @Override
    public boolean busy() {
        return state.phase() == Phase.WORKING;
    }

    @Override
    public boolean ready() {
        return state.phase() == Phase.READY;
    }
}
