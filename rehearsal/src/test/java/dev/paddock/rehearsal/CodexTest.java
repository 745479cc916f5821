package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The requests here have the shape of those that the program was seen to send. */
@Tag("A8")
class CodexTest {
    private static final String BEGIN = """
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "You are Codex"}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "<environment_context>\\n</environment_context>"}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Do it"}]}
            """;
    private static final String ANSWER = """
            , {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "First."}]}
            """;
    private static final String CALL = """
            , {"type": "function_call", "name": "exec_command", "arguments": "{}", "call_id": "call_1"}
            , {"type": "custom_tool_call", "name": "apply_patch", "input": "x", "call_id": "call_2"}
            """;
    private static final String RESULT = """
            , {"type": "function_call_output", "call_id": "call_1", "output": "done"}
            , {"type": "custom_tool_call_output", "call_id": "call_2", "output": "done"}
            """;
    private static final String NEXT =
            ", {\"type\": \"message\", \"role\": \"user\", \"content\": [{\"type\": \"input_text\", \"text\": \"And now?\"}]}";

    private static ResponsesRequest request(String input, String more) {
        String body = "{\"model\": \"gpt-6.1-sol\", \"stream\": true, \"input\": [" + input + "]" + more + "}";
        return ResponsesRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Conversation of(String input) {
        return Codex.conversation(request(input, ""));
    }

    @Test
    void takesTheUsersWordsFromBetweenTheProgramsOwn() {
        Conversation conversation = of(BEGIN);
        assertThat(conversation.goal()).isEqualTo("Do it");
        assertThat(conversation.turn()).isEqualTo(1);
        assertThat(conversation.played()).isZero();
    }

    @Test
    void countsOneAnswerHoweverManyPartsItHas() {
        assertThat(of(BEGIN + ANSWER + CALL + RESULT).played()).isEqualTo(1);
        assertThat(of(BEGIN + ANSWER + CALL + RESULT + ANSWER + CALL + RESULT).played())
                .isEqualTo(2);
        Conversation next = of(BEGIN + ANSWER + CALL + RESULT + ANSWER + NEXT);
        assertThat(next.goal()).isEqualTo("Do it");
        assertThat(next.prompt()).isEqualTo("And now?");
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.played()).isZero();
    }

    @Test
    void seesANewTurnBehindOneThatFailedOrWasInterrupted() {
        assertThat(of(BEGIN + NEXT).turn()).isEqualTo(2);
        String aborted =
                ", {\"type\": \"message\", \"role\": \"developer\", \"content\": [{\"type\": \"input_text\", \"text\": \"<turn_aborted>\"}]}";
        Conversation conversation = of(BEGIN + ANSWER + CALL + RESULT + aborted + NEXT);
        assertThat(conversation.turn()).isEqualTo(2);
        assertThat(conversation.prompt()).isEqualTo("And now?");
    }

    @Test
    void givesTheRestOfAStepWhenAPartOfTheAnswerSurvivedACut() {
        Conversation conversation = of(BEGIN + ANSWER);
        assertThat(conversation.played()).isZero();
        assertThat(conversation.survived()).containsExactly("First.");
        Script script = Script.parse("""
                version: 1
                steps:
                  - thinking: hm
                    text: First.
                    do: [{run: make}]
                  - text: Second.
                """);
        assertThat(new Player(script).next(conversation, Set.of("exec_command")).parts())
                .singleElement()
                .isInstanceOf(Part.ToolCall.class);
    }

    @Test
    void knowsTheToolsOfItsInterpreterAsOffered() {
        ResponsesRequest request = request("""
                {"type": "additional_tools", "role": "developer", "tools": [{"type": "namespace", "name": "functions",
                  "tools": [{"type": "custom", "name": "exec", "description": "Run\\n\\n### `apply_patch`\\nx\\n### `exec_command`\\n"},
                            {"type": "function", "name": "wait"}]}]},
                """ + BEGIN, "");
        assertThat(request.tools()).containsExactlyInAnyOrder("exec", "apply_patch", "exec_command", "wait");
        assertThat(Habits.of(request.tools())).containsInstanceOf(Codex.class);
    }

    @Test
    void answersATitleAndAJudgementInTheFormThatIsAskedFor() {
        String title = """
                , "text": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {"title": {"type": "string"}}}}}
                """;
        String ask =
                "{\"type\": \"message\", \"role\": \"user\", \"content\": [{\"type\": \"input_text\", \"text\": \"Name it. User's first message:\\nFix the test\"}]}";
        assertThat(Codex.aside(request(ask, title))).isEqualTo("{\"title\":\"Fix the test\"}");
        String judge = """
                , "text": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {
                    "outcome": {"type": "string", "enum": ["allow", "deny"]}}}}}
                """;
        assertThat(Codex.aside(request(ask, judge))).isEqualTo("{\"outcome\":\"allow\"}");
        assertThat(Codex.aside(request(BEGIN, ", \"text\": {\"verbosity\": \"low\"}")))
                .isNull();
    }

    @Test
    void hasNoPlanWhereItIsSwitchedOff() {
        Script script = Script.parse("{version: 1, steps: [{text: hi, plan: [{pending: x}]}]}");
        assertThat(new Player(script).next(of(BEGIN), Set.of("exec_command")).parts())
                .containsExactly(new Part.Text("hi", 1));
    }
}
