package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A limit says when it is lifted, where the clients of each API look for it. */
@Tag("A8")
class LimitsTest {
    private static final String SCRIPT = """
            version: 1
            name: test
            pace: {chars: 5, every: 0ms}
            dialogues:
              - when: minute
                steps: [{error: {limit: requests, resets: 90s}}]
              - when: tokens
                steps: [{error: {limit: tokens, resets: 1500ms}}]
              - when: day
                steps: [{error: {limit: usage, resets: 20m}}]
              - when: overloaded
                steps: [{error: {}}]
            """;

    @AutoClose
    private final TestClient ask = new TestClient(SCRIPT);

    @Test
    void saysWhenALimitIsLiftedInTheFormOfOpenAi() throws Exception {
        HttpResponse<String> minute = ask.codex("a minute", true);
        assertThat(minute.statusCode()).isEqualTo(429);
        assertThat(minute.headers().firstValue("retry-after")).contains("90");
        assertThat(minute.headers().firstValue("x-ratelimit-reset-requests")).contains("1m30s");
        assertThat(TestClient.json(minute.body()).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        HttpResponse<String> tokens = ask.codex("tokens", true);
        assertThat(tokens.headers().firstValue("x-ratelimit-reset-tokens")).contains("2s");
        assertThat(TestClient.json(tokens.body()).at("/error/type").asString()).isEqualTo("tokens");

        HttpResponse<String> day = ask.codex("a day", true);
        JsonNode error = TestClient.json(day.body()).path("error");
        assertThat(error.path("type").asString()).isEqualTo("usage_limit_reached");
        assertThat(error.path("resets_in_seconds").asInt()).isEqualTo(1_200);
        assertThat(error.path("resets_at").asLong()).isGreaterThan(Instant.now().getEpochSecond());
        assertThat(day.headers().firstValue("x-codex-primary-used-percent")).contains("100");
        assertThat(ask.codex("overloaded", true).statusCode()).isEqualTo(529);
    }

    @Test
    void saysWhenALimitIsLiftedInTheFormOfGemini() throws Exception {
        HttpResponse<String> minute = ask.gemini("a minute");
        assertThat(minute.statusCode()).isEqualTo(429);
        JsonNode error = TestClient.json(minute.body()).path("error");
        assertThat(error.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.at("/details/0/violations/0/quotaId").asString()).contains("PerMinute");
        assertThat(error.at("/details/1/retryDelay").asString()).isEqualTo("90s");
        assertThat(TestClient.json(ask.gemini("a day").body())
                        .at("/error/details/0/violations/0/quotaId")
                        .asString())
                .contains("PerDay");
        assertThat(ask.gemini("overloaded").statusCode()).isEqualTo(503);
    }

    @Test
    void saysWhenALimitIsLiftedInTheFormOfAnthropic() throws Exception {
        HttpResponse<String> minute =
                ask.send("/v1/messages", new Messages().user("a minute").body(true));
        assertThat(minute.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("0");
        assertThat(Instant.parse(minute.headers()
                        .firstValue("anthropic-ratelimit-requests-reset")
                        .orElseThrow()))
                .isAfter(Instant.now());
        assertThat(minute.headers().firstValue("retry-after")).contains("90");
        HttpResponse<String> day =
                ask.send("/v1/messages", new Messages().user("a day").body(true));
        assertThat(day.headers().firstValue("anthropic-ratelimit-unified-status"))
                .contains("rejected");
        assertThat(Long.parseLong(day.headers()
                        .firstValue("anthropic-ratelimit-unified-reset")
                        .orElseThrow()))
                .isGreaterThan(Instant.now().getEpochSecond());
    }
}
