package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.event.EventBody;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conversations as Claude Code was recorded to hold them, begun, taken up again and cut short. */
@Tag("A1")
class RecordedConversationTest {
    private static final String SESSION = "11111111-1111-4111-8111-111111111111";

    private final AcpConversation conversation = Talk.conversation();

    @Test
    @Tag("C3")
    @Tag("C4")
    void readsARecordedTurnOfClaudeCode() {
        Talk talk = Talk.recorded(conversation, "claude-new.jsonl", null, "Do the thing.", "say more");

        assertThat(talk.sent()).hasSize(5);
        assertThat(talk.sent().getFirst())
                .contains("\"method\":\"initialize\"", "\"protocolVersion\":1", "\"terminal\":false");
        assertThat(talk.sent().get(1))
                .contains("\"method\":\"session/new\"", "\"cwd\":\"/workspace\"", "\"mcpServers\":[]");
        assertThat(talk.sent().get(2)).contains("session/set_mode", "bypassPermissions");
        assertThat(talk.signals())
                .containsExactly(
                        new Signal.Ready(false),
                        new Signal.TurnEnded(StopReason.END_TURN, null),
                        new Signal.TurnEnded(StopReason.END_TURN, null));
        assertThat(talk.text()).isEqualTo("I will look.All done: it works.All done: it works.");
        assertThat(talk.events(EventBody.Thought.class))
                .extracting(EventBody.Thought::text)
                .containsExactly("Let me think about it.");
        assertThat(talk.events(EventBody.Prompt.class)).hasSize(2);
        assertThat(talk.events(EventBody.Mode.class))
                .extracting(EventBody.Mode::mode)
                .containsExactly("default", "bypassPermissions");
        assertThat(talk.events(EventBody.Commands.class)).hasSize(1);
        assertThat(talk.events(EventBody.Context.class)).containsExactly(new EventBody.Context(120, 1_000_000));
        assertThat(talk.events(EventBody.Plan.class))
                .containsExactly(
                        new EventBody.Plan(List.of(new EventBody.PlanEntry("Fixing it", "in_progress", "medium"))));
        assertThat(conversation.session()).isEqualTo(SESSION);
        assertThat(conversation.ready()).isTrue();
    }

    @Test
    @Tag("C3")
    void showsACommandsInputOutputAndExitCode() {
        Talk talk = Talk.recorded(conversation, "claude-new.jsonl", null, "Do the thing.", "say more");

        List<EventBody.Tool> failed = talk.tool("toolu_5");
        assertThat(failed.getFirst().kind()).isEqualTo("execute");
        assertThat(failed.get(1).title()).isEqualTo("exit 3");
        assertThat(failed.get(1).input()).hasToString("{\"command\":\"exit 3\",\"description\":\"fails\"}");
        assertThat(failed.get(2).content())
                .containsExactly(new EventBody.ToolContent("terminal", "Exit code 3", null, null, null));
        assertThat(failed.getLast().status()).isEqualTo("failed");
        assertThat(failed.getLast().output()).hasToString("{\"exitCode\":3}");
    }

    @Test
    @Tag("C3")
    void showsAnEditsDiffAndFile() {
        Talk talk = Talk.recorded(conversation, "claude-new.jsonl", null, "Do the thing.", "say more");

        assertThat(talk.tool("toolu_3"))
                .anySatisfy(tool -> assertThat(tool.content())
                        .containsExactly(
                                new EventBody.ToolContent("diff", null, "/workspace/b.txt", "one\ntwo", "one\nthree")))
                .anySatisfy(tool -> assertThat(tool.files()).containsExactly("/workspace/b.txt"));
    }

    @Test
    @Tag("T7")
    void goesOnTheSameFromItsStateAfterEveryLine() {
        List<String> lines = Talk.lines("claude-new.jsonl");
        Talk straight = Talk.recorded(conversation, "claude-new.jsonl", null, "Do the thing.", "say more");
        Talk restored = new Talk(Talk.conversation(), true);
        restored.play(lines, null, "Do the thing.", "say more");

        assertThat(restored.steps()).isEqualTo(straight.steps());
    }

    @Test
    @Tag("C1")
    void resumesWithoutReplayWhereTheAgentCan() {
        conversation.begin(SESSION);
        Step resuming = conversation.line(Talk.lines("claude-new.jsonl").getFirst());
        assertThat(resuming.send()).singleElement().asString().contains("session/resume", SESSION);

        Step setting = conversation.line("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
        assertThat(setting.send()).singleElement().asString().contains("session/set_mode");
        Step ready = conversation.line("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}");
        assertThat(ready.signals()).containsExactly(new Signal.Ready(true));
        assertThat(conversation.session()).isEqualTo(SESSION);
    }

    @Test
    @Tag("C1")
    void keepsTheReplayOfALoadedSessionOutOfTheJournal() {
        List<String> lines = new ArrayList<>(Talk.lines("claude-load.jsonl"));
        lines.set(0, lines.getFirst().replace("\"resume\":{}", "\"other\":{}"));
        Talk talk = new Talk(conversation, false);
        talk.play(lines, SESSION, "again");

        assertThat(talk.sent().get(1)).contains("session/load", SESSION);
        assertThat(talk.text()).isEqualTo("All done: it works.");
        assertThat(talk.events(EventBody.Tool.class)).isEmpty();
        assertThat(talk.signals())
                .containsExactly(new Signal.Ready(true), new Signal.TurnEnded(StopReason.END_TURN, null));
    }

    @Test
    @Tag("C1")
    void opensANewSessionWhereResumingFailsAndSaysSo() {
        conversation.begin("gone");
        conversation.line(Talk.lines("claude-new.jsonl").getFirst());
        Step loading = conversation.line(Talk.error(2, -32002, "Resource not found"));
        assertThat(loading.send()).singleElement().asString().contains("session/load");
        Step creating = conversation.line(Talk.error(3, -32002, "Resource not found"));

        assertThat(creating.send()).singleElement().asString().contains("session/new");
        assertThat(creating.signals()).singleElement().isInstanceOf(Signal.ResumeFailed.class);
        assertThat(creating.events()).singleElement().isInstanceOf(EventBody.Failure.class);
        conversation.line("{\"id\":4,\"result\":{\"sessionId\":\"new\"}}");
        assertThat(conversation.line("{\"id\":5,\"result\":{}}").signals()).containsExactly(new Signal.Ready(false));
    }

    @Test
    @Tag("T5")
    void takesClaudeCodesRecordedCancelAndPermissions() {
        AcpConversation talk = conversation;
        Talk.open(talk);
        talk.prompt("Do SLOW");
        List<Signal> signals = new ArrayList<>();
        List<EventBody> events = new ArrayList<>();
        boolean begun = false;
        for (String line : Talk.lines("claude-cancel-permission.log")) {
            String message = line.substring(2).replace(SESSION, "s");
            begun |= message.contains("Do SLOW");
            if (!begun) {
                continue;
            }
            if (line.startsWith("> ")) {
                if (message.contains("session/cancel")) {
                    talk.cancel();
                } else if (message.contains("after cancel")) {
                    talk.prompt("after cancel");
                }
                continue;
            }
            Step step = talk.line(message.replace("\"id\":6,\"result\"", "\"id\":4,\"result\"")
                    .replace("\"id\":7,\"result\"", "\"id\":5,\"result\""));
            signals.addAll(step.signals());
            events.addAll(step.events());
        }
        assertThat(signals)
                .containsExactly(
                        new Signal.TurnEnded(StopReason.CANCELLED, null),
                        new Signal.TurnEnded(StopReason.END_TURN, null));
        assertThat(events.stream()
                        .filter(EventBody.Permission.class::isInstance)
                        .map(e -> ((EventBody.Permission) e).answer()))
                .containsExactly("cancelled", "Yes", "Yes", "Yes");
    }
}
