package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a door knows of its models: served, limited until a time, out of reach. */
@Tag("T10")
@Timeout(60)
class ModelHealthTest {
    private static final String CLAUDE = "/model/anthropic/v1/messages";
    private static final String CODEX = "/model/openai/responses";
    private static final String GEMINI = "/model/gemini/v1beta/models/gemini-2.5-pro:generateContent";

    private volatile String next = reply(200, "", "{}");
    private final TestServer upstream = TestServer.http(this::answer);
    private final TestDoor door = new TestDoor()
            .route(new Anthropic(), upstream, "", Credential.apiKey("k-0123456789"))
            .route(OpenAi.vendor(), upstream, "/v1", Credential.bearer("k-0123456789"))
            .route(new Gemini(), upstream, "", Credential.gemini("k-0123456789-0123456789"));

    @AfterEach
    void close() throws IOException {
        door.close();
        upstream.close();
    }

    private void answer(TestServer.Request request, OutputStream out) throws IOException {
        out.write(next.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String reply(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n" + headers + "\r\n" + body;
    }

    private String ask(String path) throws IOException {
        return door.ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
    }

    private ModelTrouble trouble(String path, int status, String headers, String body) throws IOException {
        next = reply(status, headers, body);
        ask(path);
        return door.door.health().trouble().orElseThrow();
    }

    private static Instant in(long seconds) {
        return Instant.now().plusSeconds(seconds);
    }

    private static void isAbout(ModelTrouble trouble, Instant time) {
        assertThat(trouble.kind()).isEqualTo(ModelTrouble.Kind.QUOTA);
        assertThat(trouble.reset()).isCloseTo(time, within(5, ChronoUnit.SECONDS));
    }

    @Test
    void readsWhenAnthropicLiftsALimit() throws IOException {
        isAbout(trouble(CLAUDE, 429, "retry-after: 90\r\n", "{}"), in(90));
        Instant later = in(600).truncatedTo(ChronoUnit.SECONDS);
        String used = "anthropic-ratelimit-tokens-remaining: 0\r\nanthropic-ratelimit-tokens-reset: " + later + "\r\n";
        String left = "anthropic-ratelimit-requests-remaining: 4\r\nanthropic-ratelimit-requests-reset: " + in(9_000)
                + "\r\n";
        isAbout(trouble(CLAUDE, 429, "retry-after: 60\r\n" + used + left, "{}"), later);
        String subscription = "anthropic-ratelimit-unified-status: rejected\r\nanthropic-ratelimit-unified-reset: "
                + in(7_200).getEpochSecond() + "\r\n";
        isAbout(trouble(CLAUDE, 429, subscription, "{}"), in(7_200));
        assertThat(door.door.health().trouble().orElseThrow())
                .returns("anthropic", ModelTrouble::vendor)
                .returns(429, ModelTrouble::status);
        assertThat(trouble(CLAUDE, 429, "retry-after: soon\r\n", "no json").reset())
                .isNull();
        ModelTrouble unpaid =
                trouble(CLAUDE, 400, "", "{\"error\":{\"message\":\"Your credit balance is too low to access it\"}}");
        assertThat(unpaid.kind()).isEqualTo(ModelTrouble.Kind.QUOTA);
        assertThat(unpaid.reset()).isNull();
    }

    @Test
    void tellsARunNotToWaitInItsTurnForALongTime() throws IOException {
        next = reply(429, "retry-after: 30\r\nx-should-retry: true\r\n", "{}");
        assertThat(ask(CLAUDE)).contains("x-should-retry: true").contains("retry-after: 30");
        next = reply(429, "retry-after: 3000\r\nx-should-retry: true\r\n", "{}");
        assertThat(ask(CLAUDE)).contains("x-should-retry: false").doesNotContain("x-should-retry: true");
    }

    @Test
    void tellsGeminiCliNotToWaitInItsTurnForALongTime() throws IOException {
        String limit =
                "{\"error\":{\"code\":429,\"message\":\"k-0123456789-0123456789 is at its limit\",\"details\":[{\"retryDelay\":\"%s\"}]}}";
        next = reply(429, "", limit.formatted("34s"));
        assertThat(ask(GEMINI)).startsWith("HTTP/1.1 429").contains("\"34s\"", "*".repeat(23) + " is at its limit");
        next = reply(429, "", limit.formatted("90s"));
        assertThat(ask(GEMINI))
                .startsWith("HTTP/1.1 429")
                .contains("limit is reached until 2", "google.rpc.RetryInfo", "\"301s\"")
                .doesNotContain("90s");
        isAbout(door.door.health().trouble().orElseThrow(), in(90));
    }

    @Test
    void tellsCodexNotToWaitInItsTurnForALongTime() throws IOException {
        String limit = "{\"error\":{\"type\":\"requests\",\"message\":\"slower\"}}";
        next = reply(429, "retry-after: 34\r\n", limit);
        assertThat(ask(CODEX)).contains("retry-after: 34", limit).doesNotContain("x-should-retry");
        next = reply(429, "retry-after: 90\r\n", limit);
        assertThat(ask(CODEX))
                .contains("x-should-retry: false", "usage_limit_reached", "\"resets_at\":")
                .doesNotContain("slower")
                .containsOnlyOnce("content-type");
        isAbout(door.door.health().trouble().orElseThrow(), in(90));
    }

    @Test
    void readsWhenOpenAiLiftsALimit() throws IOException {
        String minute = """
                x-ratelimit-remaining-requests: 0\r
                x-ratelimit-reset-requests: 1m30.5s\r
                x-ratelimit-remaining-tokens: 10\r
                x-ratelimit-reset-tokens: 6h0m0s\r
                """;
        isAbout(trouble(CODEX, 429, minute, "{}"), in(90));
        isAbout(trouble(CODEX, 429, "retry-after-ms: 45000\r\n", "{}"), in(45));
        String used = "{\"error\":{\"type\":\"usage_limit_reached\",\"resets_at\":"
                + in(7_200).getEpochSecond() + ",\"resets_in_seconds\":7200}}";
        isAbout(trouble(CODEX, 429, "", used), in(7_200));
        isAbout(trouble(CODEX, 429, "", "{\"error\":{\"resets_in_seconds\":600}}"), in(600));
        String endless =
                "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: " + "999999999d".repeat(400) + "\r\n";
        assertThat(trouble(CODEX, 429, endless, "{}").reset())
                .as("a time that no clock reaches")
                .isNull();
    }

    @Test
    void readsWhenGeminiLiftsALimit() throws IOException {
        String violation = "{\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel\"}]}";
        isAbout(
                trouble(GEMINI, 429, "", "{\"error\":{\"details\":[" + violation + ",{\"retryDelay\":\"34.07s\"}]}}"),
                in(34));
        Instant day = Objects.requireNonNull(trouble(GEMINI, 429, "", "{\"error\":{\"details\":[" + violation + "]}}")
                .reset());
        assertThat(day).isAfter(Instant.now()).isBefore(in(26 * 3_600));
        assertThat(day.atZone(ZoneId.of("America/Los_Angeles")).toLocalTime().toSecondOfDay())
                .isZero();
    }

    @Test
    void knowsAnOutageAndItsEnd() throws IOException {
        assertThat(trouble(CLAUDE, 529, "", "{}").kind()).isEqualTo(ModelTrouble.Kind.NETWORK);
        next = reply(200, "", "{}");
        ask(CLAUDE);
        assertThat(door.door.health().trouble()).isEmpty();
        assertThat(door.door.health().answers()).isEqualTo(1);
        next = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\ndata: {}\n\n";
        ask(CLAUDE);
        assertThat(door.door.health().trouble().orElseThrow())
                .as("an answer that broke off")
                .returns(ModelTrouble.Kind.NETWORK, ModelTrouble::kind);
        assertThat(trouble(GEMINI, 503, "", "{}").status()).isEqualTo(503);
        next = reply(400, "", "{\"error\":{\"message\":\"wrong\"}}");
        ask(CLAUDE);
        assertThat(door.door.health().trouble()).as("refused for good").isEmpty();
        ModelRoute route = Objects.requireNonNull(door.door.policy().routes().get("anthropic"));
        assertThat(door.gateway.reaches(route)).isTrue();
        upstream.close();
        ask(CLAUDE);
        assertThat(door.door.health().trouble().orElseThrow())
                .returns(ModelTrouble.Kind.NETWORK, ModelTrouble::kind)
                .returns(0, ModelTrouble::status);
        assertThat(door.gateway.reaches(route)).isFalse();
    }
}
