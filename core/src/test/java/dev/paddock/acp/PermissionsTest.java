package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Answer;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import dev.paddock.task.PermissionMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("A7")
@Tag("H4")
class PermissionsTest {
    private AcpConversation conversation = asking(PermissionMode.ASK);

    private static AcpConversation asking(PermissionMode mode) {
        AcpConversation made = new AcpConversation(Talk.settings(mode));
        Talk.open(made);
        made.prompt("go");
        return made;
    }

    private static EventBody.Permission event(Step step) {
        return step.events().stream()
                .filter(EventBody.Permission.class::isInstance)
                .map(EventBody.Permission.class::cast)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static Answer answer(
            EventBody.Permission asked,
            boolean approved,
            boolean always,
            @Nullable String option,
            @Nullable String reason) {
        return new Answer(
                Objects.requireNonNull(asked.id()),
                Objects.requireNonNull(asked.hash()),
                approved,
                always,
                option,
                reason,
                "person");
    }

    private static Answer approve(EventBody.Permission asked) {
        return answer(asked, true, false, null, null);
    }

    private static Answer reject(EventBody.Permission asked, @Nullable String reason) {
        return answer(asked, false, false, null, reason);
    }

    private static String request(int id, String tool, String kind, String file) {
        return "{\"id\":" + id
                + ",\"method\":\"session/request_permission\",\"params\":{\"sessionId\":\"s\",\"toolCall\":"
                + "{\"toolCallId\":\"" + tool + "\",\"title\":\"Edit\",\"kind\":\"" + kind
                + "\",\"locations\":[{\"path\":\""
                + file + "\"}]},\"options\":[{\"optionId\":\"y\",\"name\":\"Yes\",\"kind\":\"allow_once\"},"
                + "{\"optionId\":\"n\",\"name\":\"No\",\"kind\":\"reject_once\"}]}}";
    }

    private static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void asksAPersonAndGivesTheAgentTheAnswerOnce() {
        Step step = conversation.line(Talk.permission("7"));
        EventBody.Permission asked = event(step);
        assertThat(step.send()).isEmpty();
        assertThat(step.signals()).containsExactly(new Signal.Approvals(1, "rm -rf build"));
        assertThat(asked.id()).isEqualTo("1-1");
        assertThat(asked.decision()).isNull();
        assertThat(asked.action()).hasToString("{\"command\":\"rm -rf build\"}");

        Step answered = conversation.answer(approve(asked));
        assertThat(answered.send())
                .singleElement()
                .asString()
                .contains("\"id\":7", "\"optionId\":\"yes-1\"", "selected");
        assertThat(answered.signals()).containsExactly(new Signal.Approvals(0, ""));
        assertThat(event(answered).decision()).isEqualTo("approved");
        assertThat(event(answered).by()).isEqualTo("person");
        refused(ErrorCode.CONFLICT, () -> conversation.answer(approve(asked)));
    }

    @Test
    @Tag("attack-84")
    void takesAnAnswerToExactlyWhatWasShownOnly() throws Exception {
        EventBody.Permission asked = event(conversation.line(Talk.permission("7")));
        Event event = new Event(1, "r", 1, Instant.EPOCH, asked, EventJson.write("r", 1, Instant.EPOCH, asked));
        JsonNode json = EventJson.mapper().readTree(event.json());
        TreeMap<String, JsonNode> shown = new TreeMap<>();
        for (String field : List.of("action", "choices", "content", "cut", "files", "kind", "title", "tool")) {
            if (json.has(field)) {
                shown.put(field, json.path(field));
            }
        }
        // Its own objects happen to be sorted where they have one field; choices have id, kind, name.
        byte[] bytes = EventJson.mapper().writeValueAsString(shown).getBytes(StandardCharsets.UTF_8);
        assertThat(asked.hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));

        refused(
                ErrorCode.CONFLICT,
                () -> conversation.answer(new Answer("1-1", "0".repeat(64), true, false, null, null, "person")));
        refused(
                ErrorCode.NOT_FOUND,
                () -> conversation.answer(
                        new Answer("1-2", Objects.requireNonNull(asked.hash()), true, false, null, null, "person")));
        assertThat(event(conversation.line(Talk.permission("8").replace("rm -rf build\"}}", "rm -rf build \"}}")))
                        .hash())
                .isNotEqualTo(asked.hash());
        assertThat(conversation.answer(approve(asked)).send()).hasSize(1);
    }

    @Test
    @Tag("T7")
    void keepsWhatWaitsInItsState() {
        EventBody.Permission asked = event(conversation.line(Talk.permission("\"x\"")));
        conversation = AcpConversation.restore(Talk.settings(PermissionMode.ASK), conversation.state());
        assertThat(conversation.answer(approve(asked)).send())
                .singleElement()
                .asString()
                .contains("\"id\":\"x\"", "yes-1");
    }

    @Test
    void anAnswerThatLastsIsGivenWhereTheAgentOffersOne() {
        EventBody.Permission first = event(conversation.line(Talk.permission("7")));
        Answer always = answer(first, true, true, null, null);
        assertThat(conversation.answer(always).send())
                .singleElement()
                .asString()
                .contains("yes-all");

        EventBody.Permission second = event(conversation.line(request(8, "t2", "edit", "a.txt")));
        refused(ErrorCode.CONFLICT, () -> conversation.answer(answer(second, true, true, null, null)));
        refused(ErrorCode.INVALID, () -> conversation.answer(answer(second, true, false, "n", null)));
        assertThat(conversation.answer(answer(second, true, false, "y", null)).send())
                .hasSize(1);
    }

    @Test
    void aRejectionWithAReasonEndsTheTurnSoThatTheReasonCanBeTold() {
        EventBody.Permission asked = event(conversation.line(Talk.permission("7")));
        Step rejected = conversation.answer(reject(asked, "it is needed"));
        assertThat(rejected.send()).hasSize(2);
        assertThat(rejected.send().getFirst()).contains("\"optionId\":\"no\"");
        assertThat(rejected.send().getLast()).contains("session/cancel");
        assertThat(event(rejected).reason()).isEqualTo("it is needed");
        assertThat(conversation.cancelling()).isTrue();
    }

    @Test
    void aRejectionLeavesAloneWhatElseTheAgentIsAt() {
        conversation.line(
                Talk.update("{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"slow\",\"status\":\"in_progress\"}"));
        EventBody.Permission first = event(conversation.line(Talk.permission("7")));
        EventBody.Permission second = event(conversation.line(request(8, "t2", "edit", "a.txt")));
        assertThat(conversation.answer(reject(first, "no")).send()).hasSize(1);
        assertThat(conversation.answer(reject(second, "no")).send()).hasSize(1);
        assertThat(conversation.cancelling()).isFalse();
    }

    @Test
    void severalWaitAtOnceUpToABound() {
        for (int i = 0; i < 16; i++) {
            assertThat(conversation.line(request(i, "t" + i, "edit", "f" + i)).send())
                    .isEmpty();
        }
        Step over = conversation.line(request(99, "t99", "edit", "f99"));
        assertThat(over.send()).singleElement().asString().contains("cancelled");
        assertThat(event(over).reason()).contains("16");
    }

    @Test
    void whatIsTakenBackOrInterruptedWaitsNoMore() {
        EventBody.Permission asked = event(conversation.line(Talk.permission("7")));
        Step back = conversation.line("{\"method\":\"$/cancel_request\",\"params\":{\"requestId\":7}}");
        assertThat(event(back).decision()).isEqualTo("cancelled");
        assertThat(event(back).by()).isEqualTo("agent");
        assertThat(back.signals()).containsExactly(new Signal.Approvals(0, ""));
        refused(ErrorCode.CONFLICT, () -> conversation.answer(approve(asked)));

        conversation.line(Talk.permission("8"));
        Step interrupted = conversation.cancel();
        assertThat(interrupted.send()).hasSize(2).last().asString().contains("\"id\":8", "cancelled");
        assertThat(event(interrupted).by()).isEqualTo("person");
    }

    @Test
    @Tag("T7")
    void whatADeadAgentAskedIsVoid() {
        conversation.line(Talk.permission("7"));
        Step ended = conversation.ended(137);
        assertThat(event(ended).decision()).isEqualTo("void");
        assertThat(ended.signals()).containsExactly(new Signal.Ended(137, true));
    }

    @Test
    void acceptEditsLetsEditsOfTheWorkspacePassWhereTheAgentHasNoSuchModeItself() {
        AcpConversation agent = new AcpConversation(
                new AcpSettings("/workspace", java.util.Map.of(), PermissionMode.ACCEPT_EDITS, 1, "sign in"));
        agent.begin(null);
        agent.line("{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":{}}}");
        agent.line("{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
        agent.prompt("go");

        assertThat(event(agent.line(request(1, "a", "edit", "/workspace/src/a.txt")))
                        .decision())
                .isEqualTo("approved");
        assertThat(event(agent.line(request(2, "b", "delete", "b.txt"))).decision())
                .isEqualTo("approved");
        for (String elsewhere : List.of(
                "/workspace/../etc/passwd", "/home/agent/.bashrc", "../x", "/workspace/.git/hooks/x", "/workspace")) {
            assertThat(event(agent.line(request(3, "c", "edit", elsewhere))).decision())
                    .as(elsewhere)
                    .isNull();
        }
        assertThat(event(agent.line(request(4, "d", "execute", "/workspace/a"))).decision())
                .isNull();
    }

    @Test
    void acceptEditsLetsEditsPassWhereTheAgentCallsItAsItCallsAsking() {
        java.util.Map<String, String> modes = java.util.Map.of(
                "ask", "read-only", "plan", "read-only", "accept-edits", "read-only", "bypass", "full");
        AcpConversation agent =
                new AcpConversation(new AcpSettings("/workspace", modes, PermissionMode.ACCEPT_EDITS, 1, "sign in"));
        agent.begin(null);
        agent.line("{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":{}}}");
        agent.line("{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
        assertThat(agent.line("{\"id\":3,\"result\":{}}").events()).contains(new EventBody.Mode("read-only"));
        agent.prompt("go");
        assertThat(event(agent.line(request(1, "a", "edit", "/workspace/a.txt")))
                        .decision())
                .isEqualTo("approved");
        assertThat(event(agent.line(request(2, "b", "execute", "/workspace/a"))).decision())
                .isNull();
        agent.mode(PermissionMode.ASK);
        assertThat(event(agent.line(request(3, "c", "edit", "/workspace/a.txt")))
                        .decision())
                .isNull();
    }

    @Test
    void planRefusesEditsUntilAPersonLetsTheAgentLeaveIt() {
        conversation = asking(PermissionMode.PLAN);
        Step refused = conversation.line(request(1, "a", "edit", "/workspace/a.txt"));
        assertThat(event(refused).decision()).isEqualTo("rejected");
        assertThat(event(refused).by()).isEqualTo("policy");
        assertThat(refused.send()).singleElement().asString().contains("\"optionId\":\"n\"");

        EventBody.Permission leave = event(conversation.line(request(2, "b", "switch_mode", "/workspace")));
        Step left = conversation.answer(approve(leave));
        assertThat(left.signals()).contains(new Signal.ModeChanged(PermissionMode.ASK));
        Step told = conversation.line(
                Talk.update("{\"sessionUpdate\":\"current_mode_update\",\"currentModeId\":\"acceptEdits\"}"));
        assertThat(told.events()).contains(new EventBody.ModeSet("accept-edits", "agent"));
        assertThat(event(conversation.line(request(3, "c", "edit", "/workspace/a.txt")))
                        .decision())
                .isNull();
    }

    @Test
    void anAgentThatFreesItselfIsCalledBack() {
        String freed =
                Talk.update("{\"sessionUpdate\":\"current_mode_update\",\"currentModeId\":\"bypassPermissions\"}");
        Step step = conversation.line(freed);
        assertThat(step.signals()).isEmpty();
        assertThat(step.send()).singleElement().asString().contains("session/set_mode", "\"modeId\":\"default\"");
        assertThat(step.events()).anyMatch(EventBody.Failure.class::isInstance);
        assertThat(event(conversation.line(Talk.permission("7"))).decision()).isNull();
    }

    @Test
    void aPersonChangesTheModeWhileTheAgentWorks() {
        Step step = conversation.mode(PermissionMode.BYPASS);
        assertThat(step.events()).containsExactly(new EventBody.ModeSet("bypass", "person"));
        assertThat(step.send()).singleElement().asString().contains("\"id\":5", "bypassPermissions");
        assertThat(conversation.line("{\"id\":5,\"result\":{}}").events())
                .containsExactly(new EventBody.Mode("bypassPermissions"));
        assertThat(event(conversation.line(Talk.permission("7"))).decision()).isEqualTo("approved");
        assertThat(conversation
                        .line("{\"id\":4,\"result\":{\"stopReason\":\"end_turn\"}}")
                        .signals())
                .anyMatch(Signal.TurnEnded.class::isInstance);
    }

    @Test
    void showsWhatWasToldOfTheCallBeforeWhereTheRequestLeavesItOut() {
        conversation.line(
                Talk.update(
                        "{\"sessionUpdate\":\"tool_call\",\"toolCallId\":\"p\",\"status\":\"in_progress\",\"kind\":\"edit\","
                                + "\"title\":\"Editing files\",\"content\":[{\"type\":\"diff\",\"path\":\"/workspace/a\",\"oldText\":null,\"newText\":\"evil\"}]}"));
        EventBody.Permission asked = event(conversation.line(request(1, "p", "edit", "/workspace/a")));
        assertThat(asked.content())
                .containsExactly(new EventBody.ToolContent("diff", null, "/workspace/a", null, "evil"));
        EventBody.Permission other = event(conversation.line(request(2, "q", "edit", "/workspace/a")));
        assertThat(other.hash()).isNotEqualTo(asked.hash());
    }

    @Test
    void takesAModeThatIsToldAsText() {
        EventBody.Permission asked = event(conversation.line(Talk.permission("7")));
        conversation.answer(answer(asked, true, true, null, null));
        Step told = conversation.line(
                Talk.update(
                        "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"type\":\"text\",\"text\":\"[MODE_UPDATE] acceptEdits\"}}"));
        assertThat(told.events())
                .containsExactly(new EventBody.Mode("acceptEdits"), new EventBody.ModeSet("accept-edits", "agent"));
    }

    @Test
    void aTurnThatFailedAlthoughItEndsWellIsAFailure() {
        conversation.line(
                Talk.update(
                        "{\"sessionUpdate\":\"session_info_update\",\"_meta\":{\"codex\":{\"threadStatus\":{\"type\":\"systemError\"}}}}"));
        assertThat(conversation
                        .line("{\"id\":4,\"result\":{\"stopReason\":\"end_turn\"}}")
                        .signals())
                .singleElement()
                .isInstanceOfSatisfying(
                        Signal.TurnEnded.class, end -> assertThat(end.reason()).isEqualTo(StopReason.ERROR));
    }

    @Test
    void doesNotWorkWithAnAgentThatWillNotTakeTheStricterMode() {
        AcpConversation other = new AcpConversation(Talk.settings(PermissionMode.ASK));
        other.begin(null);
        other.line("{\"id\":1,\"result\":{\"protocolVersion\":1,\"agentCapabilities\":{}}}");
        other.line("{\"id\":2,\"result\":{\"sessionId\":\"s\"}}");
        assertThat(other.line(Talk.error(3, -32602, "no such mode")).signals())
                .singleElement()
                .isInstanceOf(Signal.Failed.class);
    }

    @Test
    @Tag("attack-88")
    void saysWhereAnActionIsTooLargeToBeShownWhole() {
        String big = "x".repeat(300_000);
        EventBody.Permission asked =
                event(conversation.line(Talk.permission("7").replace("rm -rf build\"}}", big + "\"}}")));
        assertThat(asked.cut()).hasSize(64);
        EventBody.Permission other =
                event(conversation.line(Talk.permission("8").replace("rm -rf build\"}}", big + "y\"}}")));
        assertThat(other.hash()).isNotEqualTo(asked.hash());
    }
}
