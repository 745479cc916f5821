package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A1")
class AcpConversationTest {
    private final AcpConversation conversation = Talk.conversation();

    @Test
    @Tag("A7")
    void allowsWhatIsAskedOnce() {
        Talk.open(conversation);
        conversation.prompt("go");
        Step step = conversation.line(Talk.permission("7"));

        assertThat(step.send()).singleElement().asString().contains("\"id\":7", "\"optionId\":\"yes-1\"", "selected");
        EventBody.Permission told = (EventBody.Permission) step.events().getLast();
        assertThat(told.title()).isEqualTo("rm -rf build");
        assertThat(told.options()).containsExactly("No", "Always", "Yes");
        assertThat(told.answer()).isEqualTo("Yes");
        assertThat(told.by()).isEqualTo("policy");
        assertThat(told.action()).hasToString("{\"command\":\"rm -rf build\"}");
    }

    @Test
    @Tag("T5")
    void answersCancelledOnceTheTurnIsToEnd() {
        Talk.open(conversation);
        conversation.prompt("go");
        Step cancel = conversation.cancel();
        assertThat(cancel.send())
                .singleElement()
                .asString()
                .contains("session/cancel")
                .doesNotContain("\"id\"");
        assertThat(conversation.cancel()).isEqualTo(Step.NONE);

        Step asked = conversation.line(Talk.permission("\"x\""));
        assertThat(asked.send())
                .singleElement()
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"outcome\":{\"outcome\":\"cancelled\"}}}");
        conversation.line(
                Talk.update("{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"t\",\"status\":\"in_progress\"}"));
        Step ended = conversation.line("{\"id\":4,\"result\":{\"stopReason\":\"cancelled\"}}");
        assertThat(ended.signals()).containsExactly(new Signal.TurnEnded(StopReason.CANCELLED, null));
        assertThat(ended.events()).contains(new EventBody.Tool("t", null, null, "failed", null, null, null, null));

        Step late = conversation.line(Talk.update(
                "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"type\":\"text\",\"text\":\"late\"}}"));
        assertThat(late.events()).containsExactly(new EventBody.Text("late", null));
        assertThat(conversation.prompt("next").send())
                .singleElement()
                .asString()
                .contains("\"id\":5");
    }

    @Test
    void refusesRequestsItDoesNotOffer() {
        Talk.open(conversation);
        Step step = conversation.line("{\"id\":[1],\"method\":\"fs/read_text_file\",\"params\":{}}");
        assertThat(step.send()).isEmpty();
        step = conversation.line("{\"id\":1.5,\"method\":\"terminal/create\",\"params\":{\"command\":\"sh\"}}");
        assertThat(step.send()).singleElement().asString().contains("-32601", "\"id\":1.5");
        assertThat(step.events()).singleElement().isInstanceOf(EventBody.Unknown.class);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        Talk.open(conversation);
        for (String line : List.of(
                Talk.update("{\"sessionUpdate\":\"hologram\",\"x\":1}"),
                "{\"method\":\"_auth/status_update\",\"params\":{}}",
                "{\"id\":99,\"result\":{}}",
                "[1,2]",
                "not json",
                "{\"a\":1,\"a\":2}",
                "{\"method\":\"session/update\",\"params\":{\"sessionId\":\"other\",\"update\":{}}}")) {
            assertThat(conversation.line(line).events()).containsExactly(new EventBody.Unknown(line));
        }
    }

    @Test
    void saysWhatToDoWhenNobodySignedIn() {
        Talk.open(conversation);
        conversation.prompt("go");
        Step step = conversation.line(Talk.error(4, -32000, "Authentication required"));
        assertThat(step.signals())
                .singleElement()
                .isInstanceOfSatisfying(
                        Signal.Failed.class,
                        failed -> assertThat(failed.message()).contains("paddock auth claude"));
        assertThat(conversation.ready()).isTrue();
    }

    @Test
    void endsATurnWithTheAgentsWordsWhenItReportsAnError() {
        Talk.open(conversation);
        conversation.prompt("go");
        Step step = conversation.line(Talk.error(4, -32603, "Internal error: API Error: 400 bad"));
        assertThat(step.signals())
                .containsExactly(new Signal.TurnEnded(StopReason.ERROR, "Internal error: API Error: 400 bad"));
    }

    @Test
    void takesEveryStopReason() {
        for (StopReason reason : StopReason.values()) {
            AcpConversation talk = Talk.conversation();
            Talk.open(talk);
            talk.prompt("go");
            String name = reason.name().toLowerCase(java.util.Locale.ROOT);
            Step step = talk.line("{\"id\":4,\"result\":{\"stopReason\":\"" + name + "\"}}");
            StopReason expected = reason == StopReason.ERROR ? StopReason.END_TURN : reason;
            assertThat(step.signals())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Signal.TurnEnded.class,
                            end -> assertThat(end.reason()).isEqualTo(expected));
        }
    }

    @Test
    void refusesAnotherVersionOfTheProtocol() {
        conversation.begin(null);
        Step step = conversation.line("{\"id\":1,\"result\":{\"protocolVersion\":2}}");
        assertThat(step.signals()).singleElement().isInstanceOf(Signal.Failed.class);
        assertThatThrownBy(() -> conversation.prompt("x")).isInstanceOf(PaddockException.class);
    }

    @Test
    void tellsAProcessThatEndsBeforeAndDuringATurn() {
        conversation.begin(null);
        assertThat(conversation.ended(1).signals()).hasSize(2).last().isEqualTo(new Signal.Ended(1, false));

        AcpConversation other = Talk.conversation();
        Talk.open(other);
        other.prompt("go");
        assertThat(other.ended(137).signals()).containsExactly(new Signal.Ended(137, true));
    }

    @Test
    @Tag("attack-88")
    void boundsWhatOneEventHolds() {
        Talk.open(conversation);
        String big = "x".repeat(3 << 20);
        String diff = "{\"type\":\"diff\",\"path\":\"/a\",\"oldText\":\"" + big + "\",\"newText\":\"" + big + "\"},";
        Step step = conversation.line(Talk.update(
                "{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"t\",\"title\":\"" + big + "\",\"rawInput\":{\"a\":\""
                        + big + "\"},\"content\":[" + diff.repeat(2).replaceAll(",$", "") + "]}"));
        String json = EventJson.write("r", 1, Instant.EPOCH, step.events().getFirst());
        assertThat(json.length()).isLessThan(1_200_000);
        assertThat(json).contains("[cut]");
    }

    @Test
    void mendsTextThatIsNoUnicode() {
        Talk.open(conversation);
        Step step = conversation.line(Talk.update(
                "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"type\":\"text\",\"text\":\"a\\ud800b\"}}"));
        assertThat(EventJson.write("r", 1, Instant.EPOCH, step.events().getFirst()))
                .contains("a\uFFFDb");
    }
}
