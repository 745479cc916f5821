package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.event.EventBody;
import dev.paddock.task.PermissionMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays lines to a conversation and keeps what came of it. */
final class Talk {
    static final Map<String, String> MODES =
            Map.of("ask", "default", "accept-edits", "acceptEdits", "plan", "plan", "bypass", "bypassPermissions");

    private AcpConversation conversation;
    private final boolean restoring;
    private final List<Step> steps = new ArrayList<>();

    Talk(AcpConversation conversation, boolean restoring) {
        this.conversation = conversation;
        this.restoring = restoring;
    }

    static AcpConversation conversation() {
        return new AcpConversation(settings());
    }

    private static AcpSettings settings() {
        return settings(PermissionMode.BYPASS);
    }

    static AcpSettings settings(PermissionMode mode) {
        return new AcpSettings("/workspace", MODES, mode, 1, "sign in with `paddock auth claude`");
    }

    static Talk recorded(AcpConversation conversation, String file, @Nullable String resume, String... prompts) {
        Talk talk = new Talk(conversation, false);
        talk.play(lines(file), resume, prompts);
        return talk;
    }

    static List<String> lines(String file) {
        try (var in = Talk.class.getResourceAsStream("/acp/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void play(List<String> lines, @Nullable String resume, String... prompts) {
        int next = 0;
        add(conversation.begin(resume));
        for (String line : lines) {
            add(conversation.line(line));
            boolean ready = conversation.ready() && !steps.getLast().signals().isEmpty();
            if (ready && next < prompts.length) {
                add(conversation.prompt(prompts[next++]));
            }
        }
    }

    private void add(Step step) {
        steps.add(step);
        if (restoring) {
            conversation = AcpConversation.restore(settings(), conversation.state());
        }
    }

    List<Step> steps() {
        return steps;
    }

    List<String> sent() {
        return steps.stream().flatMap(step -> step.send().stream()).toList();
    }

    List<Signal> signals() {
        return steps.stream().flatMap(step -> step.signals().stream()).toList();
    }

    <T extends EventBody> List<T> events(Class<T> type) {
        return steps.stream()
                .flatMap(step -> step.events().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<EventBody.Tool> tool(String id) {
        return events(EventBody.Tool.class).stream()
                .filter(tool -> tool.id().equals(id))
                .toList();
    }

    String text() {
        return events(EventBody.Text.class).stream().map(EventBody.Text::text).collect(Collectors.joining());
    }

    /** An open session named s; the next request has id 4. */
    static void open(AcpConversation conversation) {
        conversation.begin(null);
        conversation.line("{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":{}}}");
        conversation.line("{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
        conversation.line("{\"id\":3,\"result\":{}}");
        assertThat(conversation.ready()).isTrue();
    }

    static String update(String update) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"session/update\",\"params\":{\"sessionId\":\"s\",\"update\":" + update
                + "}}";
    }

    static String error(int id, int code, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"}}";
    }

    static String permission(String id) {
        return "{\"id\":" + id
                + ",\"method\":\"session/request_permission\",\"params\":{\"sessionId\":\"s\",\"toolCall\":{\"toolCallId\":\"t\","
                + "\"title\":\"rm -rf build\",\"rawInput\":{\"command\":\"rm -rf build\"}},\"options\":["
                + "{\"optionId\":\"no\",\"name\":\"No\",\"kind\":\"reject_once\"},"
                + "{\"optionId\":\"yes-all\",\"name\":\"Always\",\"kind\":\"allow_always\"},"
                + "{\"optionId\":\"yes-1\",\"name\":\"Yes\",\"kind\":\"allow_once\"}]}}";
    }
}
