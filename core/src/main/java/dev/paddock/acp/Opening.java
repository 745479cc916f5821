package dev.paddock.acp;

import dev.paddock.acp.AcpState.Phase;
import dev.paddock.agent.Bounds;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.event.EventBody;
import dev.paddock.task.PermissionMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Opens a conversation: {@code initialize}, then a session, new or an earlier one's, then its mode. Not for several threads. */
final class Opening {
    private static final int PROTOCOL = 1;
    private static final int MAX_ID = 1_024;

    private final AcpSettings settings;
    private final Exchange exchange;
    private final Modes modes;
    private final Seen seen;
    private @Nullable String resume;
    private boolean canLoad;
    private boolean resumed;
    private @Nullable String setting;

    Opening(AcpSettings settings, Exchange exchange, Modes modes, Seen seen, State state) {
        this.settings = settings;
        this.exchange = exchange;
        this.modes = modes;
        this.seen = seen;
        resume = state.resume();
        canLoad = state.canLoad();
        resumed = state.resumed();
        setting = state.setting();
    }

    /**
     * What is stored.
     *
     * @param resume the session to resume, while that is being tried
     * @param canLoad whether the agent has {@code session/load}
     * @param resumed whether the session is an earlier one
     * @param setting the agent's name of the mode that is set
     */
    record State(
            @Nullable String resume,
            boolean canLoad,
            boolean resumed,
            @Nullable String setting) {
        static final State NONE = new State(null, false, false, null);
    }

    State state() {
        return new State(resume, canLoad, resumed, setting);
    }

    void begin(@Nullable String earlier, Out out) {
        resume = earlier;
        Map<String, ?> capabilities = Map.of(
                "fs",
                Map.of("readTextFile", false, "writeTextFile", false),
                "terminal",
                false,
                "_meta",
                Map.of("terminal_output", true));
        Map<String, ?> client = Map.of("name", "paddock", "title", "Paddock", "version", "0.1.0");
        exchange.ask(
                out,
                Phase.INITIALIZING,
                "initialize",
                Map.of("protocolVersion", PROTOCOL, "clientCapabilities", capabilities, "clientInfo", client));
    }

    /** The agent answered our request. */
    void answered(JsonNode result, Out out) {
        switch (exchange.phase()) {
            case INITIALIZING -> initialized(result, out);
            case CREATING -> created(result, out);
            case RESUMING, LOADING -> {
                exchange.session(resume);
                resume = null;
                resumed = true;
                opened(result, out);
            }
            case SETTING_MODE -> {
                if (setting != null) {
                    seen.mode(setting, out);
                }
                ready(out);
            }
            case NEW, IDLE, PROMPTING, CLOSED -> {}
        }
    }

    /** The agent answered our request with an error. */
    void refused(JsonNode error, Out out) {
        String words = Wire.words(error);
        boolean auth = Wire.number(error.path("code"), 0) == Wire.AUTH_REQUIRED;
        switch (exchange.phase()) {
            case INITIALIZING -> fail("the agent refused to start: " + words, out);
            case CREATING -> fail(auth ? settings.signIn(words) : "the agent opened no session: " + words, out);
            case RESUMING -> {
                if (canLoad && resume != null && !auth) {
                    exchange.ask(out, Phase.LOADING, "session/load", sessionParams(resume));
                } else {
                    lost(words, out);
                }
            }
            case LOADING -> lost(words, out);
            case SETTING_MODE -> {
                String message = "the agent did not take its mode " + setting + ": " + words;
                if (modes.mode() == PermissionMode.BYPASS) {
                    out.events.add(new EventBody.Failure(message));
                    ready(out);
                } else {
                    // In another mode it might do what nobody allowed.
                    fail(message, out);
                }
            }
            case NEW, IDLE, PROMPTING, CLOSED -> {}
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
            exchange.ask(out, Phase.RESUMING, "session/resume", sessionParams(resume));
        } else if (canLoad) {
            exchange.ask(out, Phase.LOADING, "session/load", sessionParams(resume));
        } else {
            lost("it can't resume one", out);
        }
    }

    private void create(Out out) {
        exchange.ask(out, Phase.CREATING, "session/new", Map.of("cwd", settings.directory(), "mcpServers", List.of()));
    }

    private void created(JsonNode result, Out out) {
        String given = Wire.text(result.path("sessionId"), "");
        if (given.isEmpty() || given.length() > MAX_ID) {
            fail("the agent opened a session without naming it", out);
        } else {
            exchange.session(Bounds.valid(given));
            opened(result, out);
        }
    }

    private void opened(JsonNode result, Out out) {
        seen.mode(Wire.text(result.path("modes").path("currentModeId"), ""), out);
        setting = modes.name();
        if (setting == null) {
            ready(out);
        } else {
            exchange.ask(
                    out,
                    Phase.SETTING_MODE,
                    "session/set_mode",
                    Map.of("sessionId", exchange.openSession(), "modeId", setting));
        }
    }

    private void ready(Out out) {
        exchange.rest(Phase.IDLE);
        out.signals.add(new Signal.Ready(resumed));
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
        exchange.rest(Phase.CLOSED);
        out.events.add(new EventBody.Failure(message));
        out.signals.add(new Signal.Failed(message));
    }

    private Map<String, Object> sessionParams(String id) {
        return Map.of("sessionId", id, "cwd", settings.directory(), "mcpServers", List.of());
    }
}
