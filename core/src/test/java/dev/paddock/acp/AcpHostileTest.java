package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.agent.Conversation.Step;
import dev.paddock.event.EventJson;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Whatever an agent writes, the conversation neither throws nor makes an event that can't be stored. */
@Tag("attack-88")
class AcpHostileTest {
    private static final List<String> KINDS = List.of(
            "agent_message_chunk",
            "agent_thought_chunk",
            "tool_call",
            "tool_call_update",
            "plan",
            "usage_update",
            "current_mode_update",
            "config_option_update",
            "available_commands_update",
            "user_message_chunk",
            "x");
    private static final List<String> FIELDS = List.of(
            "content",
            "toolCallId",
            "title",
            "kind",
            "status",
            "rawInput",
            "rawOutput",
            "locations",
            "entries",
            "used",
            "size",
            "currentModeId",
            "configOptions",
            "availableCommands",
            "messageId",
            "_meta",
            "type",
            "text",
            "path");

    @Property(tries = 200)
    void survivesAnyLine(@ForAll String line) {
        check(line);
    }

    @Property(tries = 150)
    void survivesAnyUpdate(@ForAll("updates") String update) {
        check(Talk.update(update));
    }

    @Property(tries = 80)
    void survivesAnyAnswerAndRequest(@ForAll("values") String id, @ForAll("values") String value) {
        check("{\"id\":" + id + ",\"result\":" + value + "}");
        check("{\"id\":" + id + ",\"error\":" + value + "}");
        check("{\"id\":" + id + ",\"method\":\"session/request_permission\",\"params\":{\"options\":[" + value
                + "],\"toolCall\":" + value + "}}");
        check("{\"id\":" + id + ",\"method\":" + value + "}");
    }

    /** At every point of a conversation's life. */
    private static void check(String line) {
        AcpConversation conversation = Talk.conversation();
        check(conversation, line);
        conversation.begin(null);
        check(conversation, line);
        check(conversation, "{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":{}}}");
        check(conversation, line);
        AcpConversation open = Talk.conversation();
        Talk.open(open);
        check(open, line);
        if (open.ready()) {
            open.prompt("go");
        }
        check(open, line);
    }

    private static void check(AcpConversation conversation, String line) {
        Step step = conversation.line(line);
        step.events().forEach(event -> {
            String json = EventJson.write("r", 1, Instant.EPOCH, event);
            assertThat(json.length()).isLessThan(8 << 20);
            assertThat(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)).isNotEmpty();
            EventJson.read(1, json);
        });
        step.send().forEach(sent -> assertThat(sent).doesNotContain("\n"));
        assertThat(conversation.state().length()).isLessThan(100_000);
    }

    @Provide
    Arbitrary<String> updates() {
        Arbitrary<String> fields = Combinators.combine(Arbitraries.of(FIELDS), values())
                .as((name, value) -> ",\"" + name + "\":" + value)
                .list()
                .ofMaxSize(6)
                .map(list -> String.join("", list));
        return Combinators.combine(Arbitraries.of(KINDS), fields)
                .as((kind, rest) -> "{\"sessionUpdate\":\"" + kind + "\"" + rest + "}");
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> leaves = Arbitraries.of(
                "null",
                "true",
                "\"\"",
                "\"text\"",
                "\"\\ud800\"",
                "\"\\u0000\\n\"",
                "\"allow_once\"",
                "1",
                "4",
                "-1",
                "1e400",
                "1e-400",
                "99999999999999999999999999",
                "1" + "0".repeat(350),
                "0.1",
                "[]",
                "{}",
                "[".repeat(90) + "]".repeat(90),
                "[".repeat(500) + "]".repeat(500),
                "\"" + "y".repeat(270_000) + "\"",
                "[" + "{\"type\":\"diff\",\"oldText\":\"x\"},".repeat(500) + "1]",
                "{\"optionId\":\"o\",\"kind\":\"allow_once\",\"name\":3}");
        return Arbitraries.lazyOf(
                () -> leaves,
                () -> leaves,
                () -> Arbitraries.lazy(this::values)
                        .list()
                        .ofMaxSize(3)
                        .map(list -> "[" + String.join(",", list) + "]"),
                () -> Combinators.combine(Arbitraries.of(FIELDS), Arbitraries.lazy(this::values))
                        .as((name, value) -> "{\"" + name + "\":" + value + "}"));
    }
}
