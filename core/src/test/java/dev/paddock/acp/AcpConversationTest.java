package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import dev.paddock.task.PermissionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A1")
class AcpConversationTest {
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

    /** Plays lines to a conversation and keeps what came of it. */
    static final class Talk {
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
            try (var in = AcpConversationTest.class.getResourceAsStream("/acp/" + file)) {
                return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void play(List<String> lines, @Nullable String resume, String... prompts) {
            int next = 0;
            add(conversation.begin(resume));
            for (String line : lines) {
                add(conversation.line(line));
                boolean ready =
                        conversation.ready() && !steps.getLast().signals().isEmpty();
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
            return events(EventBody.Text.class).stream()
                    .map(EventBody.Text::text)
                    .collect(Collectors.joining());
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
            return "{\"jsonrpc\":\"2.0\",\"method\":\"session/update\",\"params\":{\"sessionId\":\"s\",\"update\":"
                    + update + "}}";
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
}
