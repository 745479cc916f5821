package dev.paddock.gateway;

import static dev.paddock.gateway.Calls.answer;
import static dev.paddock.gateway.Calls.post;
import static dev.paddock.gateway.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model routes of OpenAI, of servers that speak its API, and of Gemini. */
@Timeout(60)
class VendorForwardTest {
    private static final String KEY = "sk-proj-PLANTED-abcdefghijklmnop";
    private static final String OWN = """
            X-Api-Key: own-key\r
            Authorization: Bearer own-key\r
            X-Goog-Api-Key: own-key\r
            Api-Key: own-key\r
            ChatGPT-Account-Id: own-key\r
            OpenAI-Organization: own-key\r
            OpenAI-Project: own-key\r
            X-Goog-User-Project: own-key\r
            Cookie: session=own-key\r
            x-kept: yes\r
            """;

    private static TestServer upstream() {
        return TestServer.http((request, out) -> answer(out, "application/json", "{}"));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    private static TestDoor openai(TestServer upstream) {
        return new TestDoor().route(OpenAi.vendor(), upstream, "/v1", Credential.bearer(KEY));
    }

    private static TestDoor gemini(TestServer upstream) {
        return new TestDoor().route(new Gemini(), upstream, "", Credential.gemini(KEY));
    }

    @Test
    @Tag("E3")
    @Tag("attack-49")
    void addsTheKeyOfOpenAiAndDropsWhateverTheRunSent() throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = openai(upstream)) {
            door.ask(post("/model/openai/responses?key=own-key", OWN, "{\"model\":\"gpt-6.1-sol\"}"));
            TestServer.Request seen = upstream.requests.get(0);
            assertThat(seen.line()).isEqualTo("POST /v1/responses HTTP/1.1");
            assertThat(seen.head()).doesNotContain("own-key");
            assertThat(seen.headers("authorization")).containsExactly("Bearer " + KEY);
            assertThat(seen.headers("x-kept")).containsExactly("yes");
            assertThat(door.modelRequests.get(0).model()).isEqualTo("gpt-6.1-sol");
        }
    }

    @Test
    @Tag("E3")
    @Tag("attack-49")
    void addsAChatGptSignInWithItsAccount() throws IOException {
        TestServer upstream = upstream();
        Credential credential = Credential.chatGpt("ey-access-token-0123456789", "0000-account-0123456789");
        assertThat(credential.toString()).doesNotContain("0123456789");
        try (TestDoor door = new TestDoor().route(OpenAi.vendor(), upstream, "/backend-api/codex", credential)) {
            door.ask(post("/model/openai/responses", OWN, "{}"));
            TestServer.Request seen = upstream.requests.get(0);
            assertThat(seen.line()).isEqualTo("POST /backend-api/codex/responses HTTP/1.1");
            assertThat(seen.head()).doesNotContain("own-key");
            assertThat(seen.headers("authorization")).containsExactly("Bearer ey-access-token-0123456789");
            assertThat(seen.headers("chatgpt-account-id")).containsExactly("0000-account-0123456789");
        }
    }

    @Test
    @Tag("E3")
    @Tag("attack-49")
    void addsTheKeyOfGeminiAndDropsWhateverTheRunSent() throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = gemini(upstream)) {
            String path = "/v1beta/models/gemini-3.1-pro-preview:streamGenerateContent";
            door.ask(post("/model/gemini" + path + "?key=own-key&alt=sse", OWN, "{}"));
            TestServer.Request seen = upstream.requests.get(0);
            assertThat(seen.line()).isEqualTo("POST " + path + "?alt=sse HTTP/1.1");
            assertThat(seen.head()).doesNotContain("own-key");
            assertThat(seen.headers("x-goog-api-key")).containsExactly(KEY);
            assertThat(seen.headers("authorization")).isEmpty();
        }
    }

    @Test
    @Tag("E3")
    void aModelServerThatAsksForNoKeyGetsNone() throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = new TestDoor().route(OpenAi.compatible(), upstream, "/api/v1", Credential.none())) {
            assertThat(door.ask(post("/model/openai-compatible/chat/completions", OWN, "{}")))
                    .startsWith("HTTP/1.1 200 ");
            TestServer.Request seen = upstream.requests.get(0);
            assertThat(seen.line()).isEqualTo("POST /api/v1/chat/completions HTTP/1.1");
            assertThat(seen.head().toLowerCase(Locale.ROOT)).doesNotContain("own-key", "authorization");
        }
    }

    @ParameterizedTest
    @Tag("attack-50")
    @ValueSource(
            strings = {
                "POST /model/openai/files",
                "POST /model/openai/v1/responses",
                "GET /model/openai/responses/resp_1",
                "DELETE /model/openai/responses/resp_1",
                "POST /model/openai/responses/",
                "POST /model/openai//responses",
                "POST /model/openai/responses/../files",
                "POST /model/openai/%72esponses",
                "POST /model/openai/responses?stream=true",
                "POST /model/openai/Responses",
                "POST /model/openai/chat/completions/1",
                "POST /model/openai/batches",
                "GET /model/openai/models/..",
                "GET /model/openai/models?x=1",
                "GET /model/openai/responses",
                "POST /model/openai"
            })
    void refusesEveryOtherPathOfOpenAi(String line) throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = openai(upstream)) {
            assertThat(door.ask(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"error\":{");
            assertThat(door.denied().rule()).isEqualTo("model-path");
            assertThat(upstream.connections()).isZero();
            for (String path : new String[] {"/responses", "/responses/compact", "/chat/completions"}) {
                assertThat(door.ask(post("/model/openai" + path, "", "{}"))).startsWith("HTTP/1.1 200 ");
            }
            assertThat(door.ask(get("/model/openai/models?client_version=0.166.0")))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @Tag("attack-50")
    @ValueSource(
            strings = {
                "POST /model/gemini/v1beta/files",
                "POST /model/gemini/upload/v1beta/files",
                "POST /model/gemini/v1beta/cachedContents",
                "POST /model/gemini/v1beta/models/x:embedContent",
                "POST /model/gemini/v1beta/models/x:generateContent?alt=json",
                "POST /model/gemini/v1beta/models/x:generateContent?alt=sse&x=1",
                "POST /model/gemini/v1beta/models/../files:generateContent",
                "POST /model/gemini/v1beta/models/x%3AgenerateContent",
                "POST /model/gemini/v1beta/models/x/y:generateContent",
                "POST /model/gemini/v1beta/tunedModels/x:generateContent",
                "POST /model/gemini/v1/models/x:generateContent",
                "POST /model/gemini//v1beta/models/x:generateContent",
                "GET /model/gemini/v1beta/models/x:generateContent",
                "GET /model/gemini/v1beta/files",
                "DELETE /model/gemini/v1beta/models/x",
                "POST /model/gemini/"
            })
    void refusesEveryOtherPathOfGemini(String line) throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = gemini(upstream)) {
            assertThat(door.ask(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("PERMISSION_DENIED");
            assertThat(door.denied().rule()).isEqualTo("model-path");
            assertThat(upstream.connections()).isZero();
            for (String call : new String[] {"generateContent", "streamGenerateContent?alt=sse", "countTokens"}) {
                assertThat(door.ask(post("/model/gemini/v1beta/models/gemini-2.5-pro:" + call, "", "{}")))
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(door.ask(get("/model/gemini/v1beta/models?pageSize=50"))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @Tag("attack-51")
    void theUpstreamIsFixedWhateverHostIsNamed() throws IOException {
        TestServer upstream = upstream();
        try (TestDoor door = openai(upstream)) {
            assertThat(door.ask(post("http://evil.example/model/openai/responses", "", "{}")))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(upstream.connections()).isZero();
            door.ask(post("/model/openai/responses", "X-Forwarded-Host: evil.example\r\n", "{}"));
            assertThat(upstream.requests.get(0).headers("host")).containsExactly("127.0.0.1:" + upstream.port());
            assertThat(upstream.requests.get(0).head()).doesNotContain("evil");
        }
    }

    @Test
    @Tag("attack-53")
    void blotsOutTheKeyAndTheAccountWhereTheUpstreamEchoesThem() throws IOException {
        Credential credential = Credential.chatGpt("ey-access-token-0123456789", "0000-account-0123456789");
        TestServer upstream = TestServer.http((request, out) -> write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                        + "OpenAI-Organization: org\r\nX-Echo: 0000-account-0123456789\r\nConnection: close\r\n\r\n"
                        + request.head()));
        try (TestDoor door = new TestDoor().route(OpenAi.vendor(), upstream, "", credential)) {
            assertThat(door.ask(post("/model/openai/responses", "", "{}")).toLowerCase(Locale.ROOT))
                    .startsWith("http/1.1 200 ")
                    .contains("chatgpt-account-id: ****")
                    .doesNotContain("0123456789", "openai-organization", "x-echo");
        }
    }

    @Test
    @Tag("E8")
    void metersAStreamAndWhatWasSeenOfOneThatBrokeOff() throws IOException {
        String first = "data: {\"usageMetadata\":{\"promptTokenCount\":9},\"modelVersion\":\"gemini-2.5-pro\"}\r\n\r\n";
        String last = "data: {\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":9,"
                + "\"candidatesTokenCount\":4},\"modelVersion\":\"gemini-2.5-pro\"}\r\n\r\n";
        TestServer upstream = TestServer.http((request, out) -> {
            boolean whole = request.line().contains("whole");
            String body = whole ? first + last : first;
            write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                            + (first.length() + last.length()) + "\r\n\r\n" + body);
        });
        try (TestDoor door = gemini(upstream)) {
            door.ask(post("/model/gemini/v1beta/models/whole:streamGenerateContent?alt=sse", "", "{}"));
            assertThat(door.usage().outputTokens()).isEqualTo(4);
            assertThat(door.usage().complete()).isTrue();
            assertThat(Prices.list().microDollars(door.usage())).hasValue((9 * 1_250 + 4 * 10_000 + 500) / 1_000);
        }
        TestServer again = TestServer.http((request, out) -> write(
                out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n" + first));
        try (TestDoor door = gemini(again)) {
            door.ask(post("/model/gemini/v1beta/models/part:streamGenerateContent?alt=sse", "", "{}"));
            assertThat(door.usage().inputTokens()).isEqualTo(9);
            assertThat(door.usage().complete()).isFalse();
        }
    }
}
