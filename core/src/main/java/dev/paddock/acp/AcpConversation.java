package dev.paddock.acp;

import dev.paddock.acp.AcpState.Phase;
import dev.paddock.agent.Answer;
import dev.paddock.agent.Bounds;
import dev.paddock.agent.Conversation;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.task.PermissionMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A conversation over the Agent Client Protocol, version 1: one session, one request at a time. What is not known is kept as {@link EventBody.Unknown}, requests that are not offered are refused.
 */
public final class AcpConversation implements Conversation {
    private static final int MAX_ID = 1_024;

    private final AcpSettings settings;

    private final Exchange exchange;
    private final Seen seen;
    private final Modes modes;
    private final Permissions permissions;
    private final Opening opening;
    private boolean cancelling;

    public AcpConversation(AcpSettings settings) {
        this(settings, AcpState.NEW);
    }

    private AcpConversation(AcpSettings settings, AcpState state) {
        this.settings = settings;
        exchange = new Exchange(state.phase(), state.request(), state.last(), state.session());
        seen = new Seen(state.seen());
        modes = new Modes(settings, exchange, seen, state.modes());
        permissions = new Permissions(settings, modes, state.permissions());
        opening = new Opening(settings, exchange, modes, seen, state.opening());
        cancelling = state.cancelling();
    }

    /** The conversation whose {@link #state()} was stored. */
    public static AcpConversation restore(AcpSettings settings, String state) {
        return new AcpConversation(settings, Wire.MAPPER.readValue(state, AcpState.class));
    }

    @Override
    public String state() {
        return Wire.MAPPER.writeValueAsString(new AcpState(
                exchange.phase(),
                exchange.request(),
                exchange.last(),
                exchange.session(),
                opening.state(),
                cancelling,
                modes.state(),
                permissions.state(),
                seen.state()));
    }

    @Override
    public @Nullable String session() {
        return exchange.session();
    }

    @Override
    public boolean busy() {
        return exchange.phase() == Phase.PROMPTING;
    }

    @Override
    public boolean ready() {
        return exchange.phase() == Phase.IDLE;
    }

    @Override
    public Step begin(@Nullable String resume) {
        Out out = new Out();
        opening.begin(resume, out);
        return out.step();
    }

    @Override
    public Step prompt(String text) {
        if (!ready()) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    busy() ? "the agent is in a turn" : "the conversation with the agent is not open");
        }
        String prompt = Bounds.valid(text);
        Out out = new Out();
        out.events.add(new EventBody.Prompt(prompt));
        cancelling = false;
        seen.tookTrouble();
        exchange.ask(
                out,
                Phase.PROMPTING,
                "session/prompt",
                Map.of("sessionId", exchange.openSession(), "prompt", List.of(Map.of("type", "text", "text", prompt))));
        return out.step();
    }

    @Override
    public Step cancel() {
        if (!busy() || cancelling) {
            return Step.NONE;
        }
        Out out = new Out();
        cancel(out);
        permissions.cancelAll("person", "the turn was interrupted", out);
        return out.step();
    }

    private void cancel(Out out) {
        cancelling = true;
        out.send.add(Wire.notification("session/cancel", Map.of("sessionId", exchange.openSession())));
    }

    @Override
    public Step answer(Answer answer) {
        Out out = new Out();
        Asked asked = permissions.answer(answer, out);
        boolean told = !answer.approved() && answer.reason() != null;
        if (told && permissions.none() && !seen.calls().busyBeside(asked.tool()) && busy() && !cancelling) {
            cancel(out);
        }
        return out.step();
    }

    @Override
    public Step mode(PermissionMode mode) {
        Out out = new Out();
        modes.choose(mode, out);
        return out.step();
    }

    @Override
    public boolean cancelling() {
        return cancelling;
    }

    @Override
    public Step ended(int exitCode) {
        Out out = new Out();
        permissions.voidAll(out);
        seen.calls().close(out);
        out.events.add(new EventBody.Agent("ended", exitCode, null));
        boolean midTurn = busy();
        switch (exchange.phase()) {
            case PROMPTING, IDLE, CLOSED -> {}
            case NEW, INITIALIZING, CREATING, RESUMING, LOADING, SETTING_MODE ->
                out.signals.add(new Signal.Failed("the agent's program ended with exit code " + exitCode
                        + " before it could be spoken to; its err file may say why"));
        }
        exchange.rest(Phase.CLOSED);
        out.signals.add(new Signal.Ended(exitCode, midTurn));
        return out.step();
    }

    @Override
    public Step line(String line) {
        if (line.isBlank()) {
            return Step.NONE;
        }
        Out out = new Out();
        JsonNode message;
        try {
            message = Wire.MAPPER.readTree(line);
        } catch (JacksonException e) {
            out.unknown(line);
            return out.step();
        }
        JsonNode method = message.path("method");
        JsonNode id = message.path("id");
        if (method.isString() && !id.isMissingNode()) {
            asked(method.stringValue(), id, message.path("params"), line, out);
        } else if (method.isString()) {
            told(method.stringValue(), message.path("params"), line, out);
        } else if (message.has("result") || message.has("error")) {
            answered(id, message, line, out);
        } else {
            out.unknown(line);
        }
        return out.step();
    }

    /** The agent asks us for something. */
    private void asked(String method, JsonNode id, JsonNode params, String line, Out out) {
        if (id.isContainer() || id.toString().length() > MAX_ID) {
            out.unknown(line);
            return;
        }
        if (!method.equals("session/request_permission")) {
            out.unknown(line);
            out.send.add(Wire.error(id, Wire.METHOD_NOT_FOUND, "Paddock does not offer " + Bounds.cut(method, 200)));
            return;
        }
        JsonNode call = params.path("toolCall");
        seen.call(call, out);
        Calls.Call before = seen.calls().get(Updates.toolId(call));
        String refusal = cancelling
                ? "the turn is to end"
                : busy() || modes.mode() == PermissionMode.BYPASS ? null : "no turn is under way";
        permissions.asked(id, params, before, refusal, out);
    }

    /** The agent tells us something. */
    private void told(String method, JsonNode params, String line, Out out) {
        String id = Wire.text(params.path("sessionId"), "");
        String session = exchange.session();
        boolean ours = session == null || session.equals(id);
        if (method.equals("$/cancel_request")) {
            permissions.takenBack(params.path("requestId"), out);
            return;
        }
        if (!method.equals("session/update") || !ours) {
            out.unknown(line);
            return;
        }
        String before = seen.mode();
        if (!seen.update(params.path("update"), exchange.phase() == Phase.LOADING, out)) {
            out.unknown(line);
        }
        String now = seen.mode();
        if (now != null && !now.equals(before)) {
            modes.reported(now, out);
        }
    }

    /** The agent answers our request. */
    private void answered(JsonNode id, JsonNode message, String line, Out out) {
        JsonNode error = message.path("error");
        if (modes.answered(id, error, out)) {
            return;
        }
        if (!exchange.awaits(id)) {
            out.unknown(line);
            return;
        }
        JsonNode result = message.path("result");
        boolean refused = !error.isMissingNode() && !error.isNull();
        switch (exchange.phase()) {
            case INITIALIZING, CREATING, RESUMING, LOADING, SETTING_MODE -> {
                if (refused) {
                    opening.refused(error, out);
                } else {
                    opening.answered(result, out);
                }
            }
            case PROMPTING -> {
                if (refused) {
                    refused(error, out);
                } else {
                    turnEnded(result, out);
                }
            }
            case NEW, IDLE, CLOSED -> out.unknown(line);
        }
    }

    private void turnEnded(JsonNode result, Out out) {
        String told = Wire.text(result.path("stopReason"), "");
        boolean troubled = seen.tookTrouble();
        Signal.TurnEnded turn = switch (told) {
            case "end_turn" ->
                troubled
                        ? new Signal.TurnEnded(
                                StopReason.ERROR, "the agent reported an error; what it said last tells which")
                        : new Signal.TurnEnded(StopReason.END_TURN, null);
            case "max_tokens" -> new Signal.TurnEnded(StopReason.MAX_TOKENS, "the model's limit of tokens was reached");
            case "max_turn_requests" ->
                new Signal.TurnEnded(
                        StopReason.MAX_TURN_REQUESTS, "the limit of model requests in one turn was reached");
            case "refusal" -> new Signal.TurnEnded(StopReason.REFUSAL, "the model refused to go on");
            case "cancelled" -> new Signal.TurnEnded(StopReason.CANCELLED, null);
            default ->
                new Signal.TurnEnded(
                        cancelling ? StopReason.CANCELLED : StopReason.END_TURN,
                        "the agent gave no reason that is known: " + Bounds.cut(told, 200));
        };
        idle(out);
        out.signals.add(turn);
    }

    private void idle(Out out) {
        permissions.cancelAll("agent", "the turn ended", out);
        modes.turnEnded();
        seen.calls().close(out);
        cancelling = false;
        exchange.rest(Phase.IDLE);
    }

    /** The prompt was answered with an error. */
    private void refused(JsonNode error, Out out) {
        String words = Wire.words(error);
        boolean cancelled = cancelling;
        idle(out);
        if (Wire.number(error.path("code"), 0) == Wire.AUTH_REQUIRED) {
            String signIn = settings.signIn(words);
            out.events.add(new EventBody.Failure(signIn));
            out.signals.add(new Signal.Failed(signIn));
        } else if (cancelled) {
            out.signals.add(new Signal.TurnEnded(StopReason.CANCELLED, words));
        } else {
            out.events.add(new EventBody.Failure(words));
            out.signals.add(new Signal.TurnEnded(StopReason.ERROR, words));
        }
    }
}
