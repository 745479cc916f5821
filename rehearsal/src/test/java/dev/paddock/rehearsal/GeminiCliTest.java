package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The requests here have the shape of those that the program was seen to send. */
@Tag("A8")
class GeminiCliTest {
    private static final String BEGIN =
            "{\"role\": \"user\", \"parts\": [{\"text\": \"<session_context>x</session_context>\"}, {\"text\": \"Do it\"}]}";
    private static final String ANSWER = """
            , {"role": "model", "parts": [{"text": "thinking", "thought": true}, {"text": "First."},
               {"functionCall": {"name": "read_file", "args": {}}}]}
            """;
    private static final String RESULT = """
            , {"role": "user", "parts": [{"functionResponse": {"name": "read_file", "response": {"output": "x"}}}]}
            """;
    private static final String NEXT = ", {\"role\": \"user\", \"parts\": [{\"text\": \"And now?\"}]}";

    private static GeminiRequest request(String contents, String more) {
        return GeminiRequest.parse(("{\"contents\": [" + contents + "]" + more + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static Conversation of(String contents) {
        return GeminiCli.conversation(request(contents, ""));
    }

    @Test
    void findsTheStepFromTheRequestAlone() {
        assertThat(of(BEGIN).goal()).isEqualTo("Do it");
        assertThat(of(BEGIN).played()).isZero();
        assertThat(of(BEGIN + ANSWER + RESULT).played()).isEqualTo(1);
        Conversation next = of(BEGIN + ANSWER + RESULT + ANSWER + NEXT);
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.prompt()).isEqualTo("And now?");
        assertThat(next.goal()).isEqualTo("Do it");
        assertThat(of(BEGIN + NEXT).turn()).isEqualTo(2);
    }

    @Test
    void answersWhatIsAskedBesideTheConversation() {
        String router = """
                , "generationConfig": {"responseMimeType": "application/json", "responseJsonSchema": {"type": "OBJECT",
                   "properties": {"complexity_reasoning": {"type": "STRING"}, "complexity_score": {"type": "INTEGER"}}}}
                """;
        assertThat(GeminiCli.aside(request(BEGIN, router), false))
                .isEqualTo("{\"complexity_reasoning\":\"rehearsal\",\"complexity_score\":1}");
        assertThat(GeminiCli.aside(request(BEGIN, ""), false)).contains("rehearsal");
        assertThat(GeminiCli.aside(request(BEGIN, ""), true)).isNull();
    }
}
