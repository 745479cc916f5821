package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("E8")
class MetersTest {
    private static final String RESPONSES = """
            event: response.created
            data: {"type":"response.created","response":{"model":"gpt-6.1-sol","usage":null}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","delta":"\\"usage\\":{\\"input_tokens\\":999}"}

            event: response.completed
            data: {"type":"response.completed","response":{"model":"gpt-6.1-sol-2026-09-29","usage":\
            {"input_tokens":100,"input_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},"output_tokens":7}}}

            """;
    private static final String CHAT = """
            data: {"model":"local","choices":[{"delta":{"content":"hi"}}],"usage":null}

            data: {"model":"local","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":7,\
            "prompt_tokens_details":{"cached_tokens":60}}}

            data: [DONE]

            """;
    private static final String GEMINI = """
            data: {"candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":100,"totalTokenCount":100},\
            "modelVersion":"gemini-3.8-flash"}\r

            data: {"candidates":[{"content":{},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,\
            "cachedContentTokenCount":60,"candidatesTokenCount":5,"thoughtsTokenCount":2,"toolUsePromptTokenCount":3},\
            "modelVersion":"gemini-3.8-flash"}\r

            """;

    private static UsageMeter.Tokens read(UsageMeter meter, String type, String text, int step) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        meter.begin(200, type);
        for (int i = 0; i < bytes.length; i += step) {
            meter.accept(bytes, i, Math.min(step, bytes.length - i));
        }
        meter.end();
        return meter.tokens();
    }

    @Property(tries = 60)
    @Tag("E8")
    void readStreamsHoweverTheyAreCut(@ForAll @IntRange(min = 1, max = 400) int step) {
        String type = "text/event-stream; charset=utf-8";
        assertThat(read(new ResponsesMeter(), type, RESPONSES, step))
                .isEqualTo(new UsageMeter.Tokens("gpt-6.1-sol-2026-09-29", 30, 7, 60, 10, 0, true));
        assertThat(read(new ChatMeter(), type, CHAT, step))
                .isEqualTo(new UsageMeter.Tokens("local", 40, 7, 60, 0, 0, true));
        assertThat(read(new GeminiMeter(), type, GEMINI, step))
                .isEqualTo(new UsageMeter.Tokens("gemini-3.8-flash", 43, 7, 60, 0, 0, true));
    }

    @Test
    void tellWhatWasSeenOfAStreamThatBrokeOff() {
        String type = "text/event-stream";
        assertThat(read(new ResponsesMeter(), type, RESPONSES.substring(0, 200), 50))
                .isEqualTo(new UsageMeter.Tokens("gpt-6.1-sol", 0, 0, 0, 0, 0, false));
        assertThat(read(new ChatMeter(), type, CHAT.substring(0, 120), 50))
                .isEqualTo(new UsageMeter.Tokens("local", 0, 0, 0, 0, 0, false));
        assertThat(read(new GeminiMeter(), type, GEMINI.substring(0, 180), 50))
                .isEqualTo(new UsageMeter.Tokens("gemini-3.8-flash", 100, 0, 0, 0, 0, false));
    }

    @Test
    void readWholeAnswers() {
        String type = "application/json";
        assertThat(read(
                        new ResponsesMeter(),
                        type,
                        "{\"model\":\"m\",\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}",
                        9))
                .isEqualTo(new UsageMeter.Tokens("m", 5, 6, 0, 0, 0, true));
        assertThat(read(
                        new ChatMeter(),
                        type,
                        "{\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6}}",
                        9))
                .isEqualTo(new UsageMeter.Tokens("m", 5, 6, 0, 0, 0, true));
        String chunk = "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"modelVersion\":\"m\",\"usageMetadata\":"
                + "{\"promptTokenCount\":5,\"candidatesTokenCount\":6}}";
        assertThat(read(new GeminiMeter(), type, chunk, 9)).isEqualTo(new UsageMeter.Tokens("m", 5, 6, 0, 0, 0, true));
        assertThat(read(new GeminiMeter(), type, "[" + chunk + "," + chunk + "]", 9))
                .isEqualTo(new UsageMeter.Tokens("m", 5, 6, 0, 0, 0, true));
    }

    @Test
    void tellATierThatHasOtherPricesApart() {
        String fast = "{\"model\":\"gpt-6.1-sol\",\"service_tier\":\"TIER\",\"usage\":{\"input_tokens\":5}}";
        String type = "application/json";
        assertThat(read(new ResponsesMeter(), type, fast.replace("TIER", "default"), 9)
                        .model())
                .isEqualTo("gpt-6.1-sol");
        assertThat(read(new ResponsesMeter(), type, fast.replace("TIER", "priority"), 9)
                        .model())
                .isEqualTo("gpt-6.1-sol (priority)");
        assertThat(read(new ChatMeter(), type, fast.replace("TIER", "flex"), 9).model())
                .isEqualTo("gpt-6.1-sol (flex)");
    }

    @Test
    void makeNothingOfOddInput() {
        String odd = """
                data: {"usage":{"input_tokens":-5,"output_tokens":"6"}

                data: ["usage","model"]

                data: {"type":"response.completed","response":{"usage":{"input_tokens":1e99}}}

                """;
        assertThat(read(new ResponsesMeter(), "text/event-stream", odd, 7).input())
                .isZero();
        assertThat(read(new ResponsesMeter(), "text/html", "<html>", 7).complete())
                .isFalse();
        assertThat(read(new ChatMeter(), "application/json", "\"usage\"", 7).complete())
                .isFalse();
        assertThat(read(new GeminiMeter(), "application/json", "[1]", 7).complete())
                .isFalse();
    }
}
