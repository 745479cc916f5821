package dev.paddock.acp;

import dev.paddock.acp.AcpState.Phase;
import dev.paddock.agent.Bounds;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.event.EventBody;
import dev.paddock.task.PermissionMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The permission mode of a conversation. A person chooses it; the agent may change it only where a person's answer allowed that, and is called back from
 * a freer one. Not for several threads.
 */
final class Modes {
    private final AcpSettings settings;
    private final Exchange exchange;
    private final Seen seen;
    private PermissionMode mode;
    private boolean follows;
    private long request;

    Modes(AcpSettings settings, Exchange exchange, Seen seen, @Nullable State state) {
        this.settings = settings;
        this.exchange = exchange;
        this.seen = seen;
        mode = state == null ? settings.mode() : state.mode();
        follows = state != null && state.follows();
        request = state == null ? 0 : state.request();
    }

    /**
     * What is stored.
     *
     * @param follows whether the agent may change the mode in this turn
     * @param request id of the request that sets the agent's own mode; 0 if none is under way
     */
    record State(PermissionMode mode, boolean follows, long request) {}

    State state() {
        return new State(mode, follows, request);
    }

    PermissionMode mode() {
        return mode;
    }

    /** The agent's own name of the mode; null where it has none. */
    @Nullable
    String name() {
        return settings.modes().get(mode.word());
    }

    /** Whether the agent is in the mode by its own account, and has no stricter one of the same name. */
    boolean own() {
        String name = name();
        return name != null && name.equals(seen.mode()) && named(name).getFirst() == mode;
    }

    /** What an agent's own name of a mode stands for, from the strictest; but the first is asking, where that is among them. */
    private List<PermissionMode> named(String name) {
        return Stream.of(PermissionMode.ASK, PermissionMode.PLAN, PermissionMode.ACCEPT_EDITS, PermissionMode.BYPASS)
                .filter(of -> name.equals(settings.modes().get(of.word())))
                .toList();
    }

    /** A person chose another one. */
    void choose(PermissionMode chosen, Out out) {
        follows = false;
        become(chosen, "person", out);
        tell(out);
    }

    /** A person's answer allows the agent to change its mode in this turn. */
    void follow(boolean leavesPlan, Out out) {
        follows = true;
        if (leavesPlan && mode == PermissionMode.PLAN) {
            become(PermissionMode.ASK, "agent", out);
        }
    }

    void turnEnded() {
        follows = false;
    }

    /** The agent told a mode of its own. */
    void reported(String name, Out out) {
        PermissionMode told = named(name).stream().findFirst().orElse(null);
        if (request != 0 || name.equals(name()) || exchange.phase() != Phase.PROMPTING) {
            return;
        }
        if (follows) {
            become(told == null ? PermissionMode.ASK : told, "agent", out);
        } else if (told != null && told.compareTo(mode) > 0) {
            out.events.add(new EventBody.Failure("the agent went from " + mode.word() + " to " + told.word()
                    + ", which nobody allowed: it is called back"));
            tell(out);
        }
    }

    /** Takes the answer to {@link #tell}; false if it is none. */
    boolean answered(JsonNode id, JsonNode error, Out out) {
        if (request == 0 || Wire.number(id, -1) != request) {
            return false;
        }
        request = 0;
        String name = name();
        if (!error.isMissingNode() && !error.isNull()) {
            out.events.add(new EventBody.Failure("the agent did not take the mode "
                    + Bounds.cut(String.valueOf(name), 100) + ": " + Wire.words(error)
                    + ". What it asks is ruled on in mode " + mode.word() + " all the same"));
        } else if (name != null) {
            seen.mode(name, out);
        }
        return true;
    }

    private void become(PermissionMode next, String by, Out out) {
        if (next != mode) {
            mode = next;
            out.events.add(new EventBody.ModeSet(next.word(), by));
            out.signals.add(new Signal.ModeChanged(next));
        }
    }

    /** Brings the agent into the mode, where it has a name for it and there is a session. */
    private void tell(Out out) {
        String name = name();
        boolean open = switch (exchange.phase()) {
            case SETTING_MODE, IDLE, PROMPTING -> true;
            case NEW, INITIALIZING, CREATING, RESUMING, LOADING, CLOSED -> false;
        };
        if (open && name != null) {
            request = exchange.aside(
                    out, "session/set_mode", Map.of("sessionId", exchange.openSession(), "modeId", name));
        }
    }
}
