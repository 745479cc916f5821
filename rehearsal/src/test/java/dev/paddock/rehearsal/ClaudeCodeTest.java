package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The requests here have the shape of those that the program was seen to send. */
@Tag("A8")
class ClaudeCodeTest {
    private static final String CUT = "Your response above was cut off mid-stream. Resume directly from where it stops";

    @Test
    void takesTheUsersWordsFromBetweenTheProgramsOwn() {
        Conversation conversation = of(new Messages()
                .user(
                        "<system-reminder>\nToday is Monday.\n</system-reminder>",
                        "<system-reminder>x</system-reminder>Do it")
                .middle("# Environment"));
        assertThat(conversation.goal()).isEqualTo("Do it");
        assertThat(conversation.prompt()).isEqualTo("Do it");
        assertThat(conversation.turn()).isEqualTo(1);
        assertThat(conversation.played()).isZero();
    }

    @Test
    void countsAnswersSinceTheLastMessageOfTheUser() {
        Messages talk = new Messages()
                .user("Do it")
                .assistant("a")
                .toolResult("1")
                .middle("The user hasn't heard from you in a while.")
                .assistant("b")
                .toolResult("2", "<system-reminder>still there</system-reminder>");
        assertThat(of(talk).played()).isEqualTo(2);
        Conversation next = of(talk.assistant("c").user("And now?"));
        assertThat(next.goal()).isEqualTo("Do it");
        assertThat(next.prompt()).isEqualTo("And now?");
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.played()).isZero();
    }

    @Test
    void seesANewTurnBehindTheResultOfAnInterruptedTool() {
        Conversation conversation = of(new Messages()
                .user("Do it")
                .assistant("a")
                .toolResult("stopped", "[Request interrupted by user for tool use]\n", "Something else"));
        assertThat(conversation.prompt()).isEqualTo("Something else");
        assertThat(conversation.turn()).isEqualTo(2);
        assertThat(conversation.played()).isZero();
    }

    @Test
    void seesANewTurnBehindOneThatFailedWithoutAnAnswer() {
        Conversation conversation = of(new Messages().user("Do it\n", "Something else"));
        assertThat(conversation.prompt()).isEqualTo("Something else");
        assertThat(conversation.turn()).isEqualTo(2);
        assertThat(of(new Messages().user("Do it", "with care")).prompt()).isEqualTo("Do it\nwith care");
    }

    @Test
    void seesANewTurnAfterAnInterruptedFirstAnswer() {
        Conversation conversation = of(new Messages().user("Do it", "[Request interrupted by user]", "Something else"));
        assertThat(conversation.goal()).isEqualTo("Do it");
        assertThat(conversation.prompt()).isEqualTo("Something else");
        assertThat(conversation.turn()).isEqualTo(2);
    }

    @Test
    void givesTheSameStepAgainWhenNothingOfTheAnswerSurvivedACut() {
        Conversation conversation = of(new Messages().user("Do it\n", CUT));
        assertThat(conversation.prompt()).isEqualTo("Do it");
        assertThat(conversation.played()).isZero();
    }

    @Test
    void givesTheRestOfAStepWhenAPartOfTheAnswerSurvivedACut() {
        Conversation conversation =
                of(new Messages().user("Do it").assistant("First.").user(CUT));
        assertThat(conversation.played()).isZero();
        assertThat(conversation.survived()).containsExactly("First.");

        Script script = Script.parse("""
                version: 1
                steps:
                  - thinking: hm
                    text: First.
                    tool: Bash
                  - text: Second.
                """);
        Reply rest = new Player(script).next(conversation, Set.of("Bash"));
        assertThat(rest.parts()).singleElement().isInstanceOf(Part.ToolCall.class);

        Conversation later = of(new Messages()
                .user("Do it")
                .assistant("First.")
                .user(CUT)
                .assistant("")
                .toolResult("done"));
        assertThat(new Player(script).next(later, Set.of("Bash")).parts()).containsExactly(new Part.Text("Second.", 1));
    }

    @Test
    void answersATitleInTheFormThatItsSchemaAsksFor() {
        Messages title = new Messages().user("<session>\nFix the test\n</session>\n\nWrite the title");
        title.root.remove("tools");
        title.root
                .putObject("output_config")
                .putObject("format")
                .put("type", "json_schema")
                .putObject("schema")
                .put("type", "object")
                .putObject("properties")
                .putObject("title")
                .put("type", "string");
        assertThat(ClaudeCode.aside(title.request())).isEqualTo("{\"title\":\"Fix the test\"}");
    }

    @Test
    void answersAsidesWithoutTheScript() {
        Messages suggestion = new Messages().user("Do it").assistant("done").user("[SUGGESTION MODE: Suggest what");
        assertThat(ClaudeCode.aside(suggestion.request())).isNotNull();
        Messages probe = new Messages().user("quota");
        probe.root.put("max_tokens", 1);
        assertThat(ClaudeCode.aside(probe.request())).isEqualTo("#");
        Messages topic = new Messages().user("Is this a new topic?");
        topic.root.remove("tools");
        assertThat(ClaudeCode.aside(topic.request())).isNotNull();
        assertThat(ClaudeCode.aside(new Messages().user("Do it").request())).isNull();
    }

    @Test
    void leavesARequestOfAnotherProgramWithoutToolsToTheScript() {
        byte[] plain =
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(ClaudeCode.aside(AnthropicRequest.parse(plain, false))).isNull();
    }

    @Test
    void knowsASubAgent() {
        Messages sub = new Messages().user("Look into it").system("cc_entrypoint=sdk-ts; cc_is_subagent=true;");
        assertThat(of(sub).sub()).isTrue();
        Script script = Script.parse("{version: 1, steps: [{text: main}]}");
        assertThat(new Player(script).next(of(sub), Set.of()).parts().toString())
                .contains("sub-agent was rehearsed");
    }

    @Test
    void countsDeferredToolsAsOffered() {
        Messages talk = new Messages()
                .user("Do it")
                .middle(
                        "# Environment\n\nThe following deferred tools are now available via ToolSearch:\nTaskCreate\nWebFetch\n\nAvailable agent types:\nclaude");
        assertThat(ClaudeCode.offered(talk.request()))
                .containsExactlyInAnyOrder("Bash", "Edit", "Read", "Write", "TaskCreate", "WebFetch");
    }

    private static Conversation of(Messages messages) {
        return ClaudeCode.conversation(messages.request());
    }
}
