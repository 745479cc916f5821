package dev.paddock.acp;

import dev.paddock.acp.AcpState.Phase;
import dev.paddock.agent.Bounds;
import dev.paddock.agent.Conversation;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A conversation over the Agent Client Protocol, version 1: one session, one request at a time. It opens a session, new or resumed, sets the mode in which
 * the agent asks nothing, and gives prompts. What is not known is kept as {@link EventBody.Unknown}, requests that are not offered are refused.
 */
public final class AcpConversation implements Conversation {
    private static final int PROTOCOL = 1;
    private static final int MAX_ID = 1_024;

    private final AcpSettings settings;

    private Phase phase;
    private long request;
    private @Nullable String session;
    private @Nullable String resume;
    private boolean canLoad;
    private boolean cancelling;
    private boolean resumed;
    private final Seen seen;

    public AcpConversation(AcpSettings settings) {
        this(settings, AcpState.NEW);
    }

    private AcpConversation(AcpSettings settings, AcpState state) {
        this.settings = settings;
        phase = state.phase();
        request = state.request();
        session = state.session();
        resume = state.resume();
        canLoad = state.canLoad();
        cancelling = state.cancelling();
        resumed = state.resumed();
        seen = new Seen(state.seen());
    }

    /** The conversation whose {@link #state()} was stored. */
    public static AcpConversation restore(AcpSettings settings, String state) {
        return new AcpConversation(settings, Wire.MAPPER.readValue(state, AcpState.class));
    }

    @Override
    public String state() {
        return Wire.MAPPER.writeValueAsString(
                new AcpState(phase, request, session, resume, canLoad, cancelling, resumed, seen.state()));
    }

    @Override
    public @Nullable String session() {
        return session;
    }

    @Override
    public boolean busy() {
        return phase == Phase.PROMPTING;
    }

    @Override
    public boolean ready() {
        return phase == Phase.IDLE;
    }

    @Override
    public Step begin(@Nullable String resume) {
        Out out = new Out();
        this.resume = resume;
        ask(
                out,
                Phase.INITIALIZING,
                "initialize",
                Map.of(
                        "protocolVersion",
                        PROTOCOL,
                        "clientCapabilities",
                        Map.of(
                                "fs",
                                Map.of("readTextFile", false, "writeTextFile", false),
                                "terminal",
                                false,
                                "_meta",
                                Map.of("terminal_output", true)),
                        "clientInfo",
                        Map.of("name", "paddock", "title", "Paddock", "version", "0.1.0")));
        return out.step();
    }

    @Override
    public Step prompt(String text) {
        if (phase != Phase.IDLE || session == null) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    phase == Phase.PROMPTING
                            ? "the agent is in a turn"
                            : "the conversation with the agent is not open");
        }
        String prompt = Bounds.valid(text);
        Out out = new Out();
        out.events.add(new EventBody.Prompt(prompt));
        cancelling = false;
        ask(
                out,
                Phase.PROMPTING,
                "session/prompt",
                Map.of("sessionId", session, "prompt", List.of(Map.of("type", "text", "text", prompt))));
        return out.step();
    }

    @Override
    public Step cancel() {
        if (phase != Phase.PROMPTING || cancelling || session == null) {
            return Step.NONE;
        }
        cancelling = true;
        Out out = new Out();
        out.send.add(Wire.notification("session/cancel", Map.of("sessionId", session)));
        return out.step();
    }

    @Override
    public Step ended(int exitCode) {
        Out out = new Out();
        seen.closeCalls(out);
        out.events.add(new EventBody.Agent("ended", exitCode, null));
        boolean midTurn = phase == Phase.PROMPTING;
        switch (phase) {
            case PROMPTING, IDLE, CLOSED -> {}
            case NEW, INITIALIZING, CREATING, RESUMING, LOADING, SETTING_MODE ->
                out.signals.add(new Signal.Failed("the agent's program ended with exit code " + exitCode
                        + " before it could be spoken to; its err file may say why"));
        }
        phase = Phase.CLOSED;
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
        seen.call(params.path("toolCall"), out);
        Permissions.Answer answer = Permissions.answer(params, cancelling);
        out.events.add(answer.event());
        out.send.add(Wire.result(id, answer.result()));
    }

    /** The agent tells us something. */
    private void told(String method, JsonNode params, String line, Out out) {
        String id = Wire.text(params.path("sessionId"), "");
        boolean ours = session == null || session.equals(id);
        // A request that is taken back was answered at once.
        if (method.equals("$/cancel_request")) {
            return;
        }
        if (!method.equals("session/update") || !ours) {
            out.unknown(line);
            return;
        }
        if (!seen.update(params.path("update"), phase == Phase.LOADING, out)) {
            out.unknown(line);
        }
    }

    /** The agent answers our request. */
    private void answered(JsonNode id, JsonNode message, String line, Out out) {
        boolean waiting = switch (phase) {
            case NEW, IDLE, CLOSED -> false;
            case INITIALIZING, CREATING, RESUMING, LOADING, SETTING_MODE, PROMPTING -> true;
        };
        if (!waiting || Wire.number(id, -1) != request) {
            out.unknown(line);
            return;
        }
        JsonNode error = message.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            refused(error, out);
            return;
        }
        JsonNode result = message.path("result");
        switch (phase) {
            case INITIALIZING -> initialized(result, out);
            case CREATING -> {
                String given = Wire.text(result.path("sessionId"), "");
                if (given.isEmpty() || given.length() > MAX_ID) {
                    fail("the agent opened a session without naming it", out);
                } else {
                    session = Bounds.valid(given);
                    opened(result, out);
                }
            }
            case RESUMING, LOADING -> {
                session = resume;
                resume = null;
                resumed = true;
                opened(result, out);
            }
            case SETTING_MODE -> {
                if (settings.mode() != null) {
                    seen.mode(settings.mode(), out);
                }
                ready(out);
            }
            case PROMPTING -> turnEnded(result, out);
            case NEW, IDLE, CLOSED -> out.unknown(line);
        }
    }

    private void initialized(JsonNode result, Out out) {
        long version = Wire.number(result.path("protocolVersion"), -1);
        if (version != PROTOCOL) {
            fail(
                    "the agent speaks version " + version + " of the Agent Client Protocol, this server version "
                            + PROTOCOL,
                    out);
            return;
        }
        JsonNode can = result.path("agentCapabilities");
        canLoad = can.path("loadSession").isBoolean() && can.path("loadSession").booleanValue();
        if (resume == null) {
            create(out);
        } else if (can.path("sessionCapabilities").path("resume").isObject()) {
            ask(out, Phase.RESUMING, "session/resume", sessionParams(resume));
        } else if (canLoad) {
            ask(out, Phase.LOADING, "session/load", sessionParams(resume));
        } else {
            lost("it can't resume one", out);
        }
    }

    private void opened(JsonNode result, Out out) {
        seen.mode(Wire.text(result.path("modes").path("currentModeId"), ""), out);
        if (settings.mode() == null || session == null) {
            ready(out);
        } else {
            ask(out, Phase.SETTING_MODE, "session/set_mode", Map.of("sessionId", session, "modeId", settings.mode()));
        }
    }

    private void ready(Out out) {
        phase = Phase.IDLE;
        out.signals.add(new Signal.Ready(resumed));
    }

    private void turnEnded(JsonNode result, Out out) {
        String told = Wire.text(result.path("stopReason"), "");
        Signal.TurnEnded turn = switch (told) {
            case "end_turn" -> new Signal.TurnEnded(StopReason.END_TURN, null);
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
        seen.closeCalls(out);
        cancelling = false;
        phase = Phase.IDLE;
    }

    /** Our request was answered with an error. */
    private void refused(JsonNode error, Out out) {
        String words = words(error);
        boolean auth = Wire.number(error.path("code"), 0) == Wire.AUTH_REQUIRED;
        String signIn = "the agent says that nobody is signed in (" + words + "): " + settings.signIn();
        switch (phase) {
            case INITIALIZING -> fail("the agent refused to start: " + words, out);
            case CREATING -> fail(auth ? signIn : "the agent opened no session: " + words, out);
            case RESUMING -> {
                if (canLoad && resume != null && !auth) {
                    ask(out, Phase.LOADING, "session/load", sessionParams(resume));
                } else {
                    lost(words, out);
                }
            }
            case LOADING -> lost(words, out);
            case SETTING_MODE -> {
                out.events.add(
                        new EventBody.Failure("the agent did not take the mode " + settings.mode() + ": " + words));
                ready(out);
            }
            case PROMPTING -> {
                boolean cancelled = cancelling;
                idle(out);
                if (auth) {
                    out.events.add(new EventBody.Failure(signIn));
                    out.signals.add(new Signal.Failed(signIn));
                } else if (cancelled) {
                    out.signals.add(new Signal.TurnEnded(StopReason.CANCELLED, words));
                } else {
                    out.events.add(new EventBody.Failure(words));
                    out.signals.add(new Signal.TurnEnded(StopReason.ERROR, words));
                }
            }
            case NEW, IDLE, CLOSED -> {}
        }
    }

    private void create(Out out) {
        ask(out, Phase.CREATING, "session/new", Map.of("cwd", settings.directory(), "mcpServers", List.of()));
    }

    /** The earlier conversation can't be had: goes on with a new one, and says so. */
    private void lost(String words, Out out) {
        String message = "the agent did not resume the earlier conversation: " + words;
        resume = null;
        out.events.add(new EventBody.Failure(message));
        out.signals.add(new Signal.ResumeFailed(message));
        create(out);
    }

    private void fail(String message, Out out) {
        phase = Phase.CLOSED;
        out.events.add(new EventBody.Failure(message));
        out.signals.add(new Signal.Failed(message));
    }

    private Map<String, Object> sessionParams(String id) {
        return Map.of("sessionId", id, "cwd", settings.directory(), "mcpServers", List.of());
    }

    private void ask(Out out, Phase next, String method, Map<String, ?> params) {
        phase = next;
        request++;
        out.send.add(Wire.request(request, method, params));
    }

    /** An error's words: its message, and what its data adds. */
    private static String words(JsonNode error) {
        String message = Wire.text(error.path("message"), "an error without words");
        JsonNode details = error.path("data").path("details");
        String words = details.isString() ? message + ": " + details.stringValue() : message;
        return Bounds.cut(words, 2_000);
    }
}
