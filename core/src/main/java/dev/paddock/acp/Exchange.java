package dev.paddock.acp;

import dev.paddock.acp.AcpState.Phase;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a conversation stands: what it is doing, its session, and the one request of ours on which it depends. Not for several threads. */
final class Exchange {
    private Phase phase;
    private long request;
    private long last;
    private @Nullable String session;

    Exchange(Phase phase, long request, long last, @Nullable String session) {
        this.phase = phase;
        this.request = request;
        this.last = last;
        this.session = session;
    }

    Phase phase() {
        return phase;
    }

    /** Id of the request that is waited for. */
    long request() {
        return request;
    }

    /** Id of our last request. */
    long last() {
        return last;
    }

    @Nullable
    String session() {
        return session;
    }

    /** The session, once it is open. */
    String openSession() {
        String open = session;
        if (open == null) {
            throw new PaddockException(ErrorCode.CONFLICT, "the conversation with the agent is not open");
        }
        return open;
    }

    void session(@Nullable String name) {
        session = name;
    }

    /** Comes into a phase in which nothing of ours waits for an answer. */
    void rest(Phase next) {
        phase = next;
    }

    /** Sends a request, whose answer is waited for in the phase {@code next}. */
    void ask(Out out, Phase next, String method, Map<String, ?> params) {
        phase = next;
        request = ++last;
        out.send.add(Wire.request(request, method, params));
    }

    /** Sends a request beside the one that is waited for, and gives its id. */
    long aside(Out out, String method, Map<String, ?> params) {
        out.send.add(Wire.request(++last, method, params));
        return last;
    }

    /** Whether this is the id of the request that waits for an answer. */
    boolean awaits(JsonNode id) {
        boolean waiting = switch (phase) {
            case NEW, IDLE, CLOSED -> false;
            case INITIALIZING, CREATING, RESUMING, LOADING, SETTING_MODE, PROMPTING -> true;
        };
        return waiting && Wire.number(id, -1) == request;
    }
}
