package dev.paddock.gateway;

import static dev.paddock.gateway.Calls.MESSAGES;
import static dev.paddock.gateway.Calls.answer;
import static dev.paddock.gateway.Calls.chunk;
import static dev.paddock.gateway.Calls.endStream;
import static dev.paddock.gateway.Calls.messages;
import static dev.paddock.gateway.Calls.post;
import static dev.paddock.gateway.Calls.vendor;
import static dev.paddock.gateway.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model route lets through, to whom, and with which key. */
@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class ModelForwardTest {
    private static final String KEY = "sk-ant-api03-PLANTED-abcdefghijklmnop";

    private static TestDoor door(TestServer vendor) {
        return new TestDoor().route(vendor, Credential.anthropic(KEY));
    }

    @Test
    @Tag("E3")
    @Tag("attack-49")
    void addsTheRealKeyAndDropsWhateverTheRunSent() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor)) {
            String answer = door.ask(
                    post("/model/anthropic/v1/messages?key=own-key&beta=true", """
                    X-Api-Key: own-key\r
                    x-api-key: own-key-2\r
                    Authorization: Bearer own-key\r
                    X-Goog-Api-Key: own-key\r
                    Proxy-Authorization: Basic own-key\r
                    Cookie: session=own-key\r
                    X-Named: own-key\r
                    Connection: x-named\r
                    anthropic-version: 2023-06-01\r
                    anthropic-beta: tools-1\r
                    Accept-Encoding: gzip, br\r
                    """, "{\"model\":\"claude-opus-4-5\"}"));
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"id\":\"msg\"}")
                    .doesNotContain(KEY);
            TestServer.Request seen = vendor.requests.get(0);
            assertThat(seen.line()).isEqualTo("POST /v1/messages?beta=true HTTP/1.1");
            assertThat(seen.head()).doesNotContain("own-key");
            assertThat(seen.headers("x-api-key")).containsExactly(KEY);
            assertThat(seen.headers("accept-encoding")).containsExactly("identity");
            assertThat(seen.headers("host")).containsExactly("127.0.0.1:" + vendor.port());
            assertThat(seen.headers("anthropic-version")).containsExactly("2023-06-01");
            assertThat(seen.headers("anthropic-beta")).containsExactly("tools-1");
            assertThat(seen.body()).isEqualTo("{\"model\":\"claude-opus-4-5\"}");
        }
    }

    @Test
    @Tag("E3")
    void aSubscriptionTokenTravelsAsBearerWithItsBetaHeader() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = new TestDoor().route(vendor, Credential.anthropic("sk-ant-oat01-TOKENTOKENTOKEN"))) {
            door.ask(post(MESSAGES, "x-api-key: placeholder\r\nanthropic-beta: a-1\r\n", "{}"));
            TestServer.Request seen = vendor.requests.get(0);
            assertThat(seen.headers("authorization")).containsExactly("Bearer sk-ant-oat01-TOKENTOKENTOKEN");
            assertThat(seen.headers("anthropic-beta")).containsExactly("a-1,oauth-2025-04-20");
            assertThat(seen.headers("x-api-key")).isEmpty();
        }
    }

    @Test
    @Tag("E3")
    void aMissingCredentialIsExplainedInTheVendorsOwnForm() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = new TestDoor()) {
            ModelRoute route =
                    new ModelRoute(new Anthropic(), URI.create("http://127.0.0.1:" + vendor.port()), Optional::empty);
            door.door.policy(new DoorPolicy(null, Map.of("anthropic", route)));
            String answer = door.ask(messages());
            assertThat(answer)
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\"type\":\"error\"")
                    .contains("authentication_error")
                    .contains("paddock auth claude");
            assertThat(door.denied().rule()).isEqualTo("no-credential");
            assertThat(vendor.connections()).isZero();
        }
        vendor.close();
    }

    @ParameterizedTest
    @Tag("attack-50")
    @ValueSource(
            strings = {
                "POST /model/anthropic/v1/files",
                "GET /model/anthropic/v1/files",
                "POST /model/anthropic/v1/%66iles",
                "POST /model/anthropic//v1/files",
                "POST /model/anthropic/v1/messages/../files",
                "POST /model/anthropic/v1/./messages",
                "POST /model/anthropic/v1/messages/",
                "POST /model/anthropic/v1/messages/batches",
                "POST /model/anthropic/v1/messages%3Fbeta=true",
                "POST /model/anthropic/v1/messages;x=1",
                "POST /model/anthropic/v1\\messages",
                "POST /model/anthropic/V1/messages",
                "POST /model/anthropic/v1/messages?beta=true&x=1",
                "POST /model/anthropic/v1/messages?x=%26",
                "POST /model/anthropic/v1/messages#x",
                "GET /model/anthropic/v1/messages",
                "DELETE /model/anthropic/v1/models/x",
                "GET /model/anthropic/v1/models/..",
                "GET /model/anthropic/v1/organizations/me",
                "POST /model/anthropic",
                "POST /model/anthropic/"
            })
    void refusesEveryOtherPathOfTheApi(String line) throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("permission_error");
            assertThat(door.denied().rule()).isEqualTo("model-path");
            assertThat(vendor.connections()).isZero();
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /model/anthropic/v1/messages",
                "POST /model/anthropic/v1/messages?beta=true",
                "POST /model/anthropic/v1/messages/count_tokens?beta=true",
                "GET /model/anthropic/v1/models",
                "GET /model/anthropic/v1/models?limit=100&beta=true",
                "GET /model/anthropic/v1/models/claude-opus-4-5-20251101"
            })
    void passesWhatClaudeCodeCalls(String line) throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests.get(0).line()).isEqualTo(line.replace("/model/anthropic", "") + " HTTP/1.1");
        }
    }

    @Test
    @Tag("attack-51")
    @Tag("attack-52")
    void theUpstreamIsFixedWhateverHostIsNamed() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask("POST http://127.0.0.1:" + vendor.port()
                            + "/model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .contains("ip-address");
            assertThat(
                            door.ask(
                                    "POST http://evil.example/model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(vendor.connections()).isZero();
            assertThat(
                            door.ask(
                                    "POST /model/anthropic/v1/messages HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests.get(0).head()).doesNotContain("evil");
        }
    }

    @Test
    @Tag("attack-53")
    void blotsOutTheKeyWhereTheUpstreamEchoesIt() throws IOException {
        TestServer vendor = TestServer.http((request, out) -> {
            String key = request.header("x-api-key").orElseThrow();
            write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Api-Key: " + key + "\r\nX-Echo: <" + key
                            + ">\r\nSet-Cookie: a=b\r\nX-Good: yes\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunk(out, "echo: " + key.substring(0, 9));
            chunk(out, key.substring(9) + " and " + key);
            chunk(out, " end sk-ant");
            endStream(out);
        });
        try (TestDoor door = door(vendor)) {
            String answer = door.ask(messages());
            assertThat(answer)
                    .contains("x-good: yes")
                    .contains("*".repeat(KEY.length()))
                    .contains(" end");
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .doesNotContain(KEY.toLowerCase(Locale.ROOT))
                    .doesNotContain("planted")
                    .doesNotContain("set-cookie")
                    .doesNotContain("x-echo");
            assertThat(answer).contains("sk-ant\r\n0\r\n\r\n");
        }
    }

    @Test
    void speaksTlsToTheUpstreamAndChecksItsCertificate() throws IOException {
        TestServer vendor = TestServer.https((request, out) -> answer(out, "application/json", "{}"));
        try (TestDoor door =
                new TestDoor().host("vendor.example", vendor).host("stranger.example", "203.0.113.8", vendor)) {
            ModelRoute right = new ModelRoute(
                    new Anthropic(),
                    URI.create("https://vendor.example/pre/"),
                    () -> Optional.of(Credential.apiKey(KEY)));
            ModelRoute wrong = new ModelRoute(
                    new Anthropic(), URI.create("https://stranger.example"), () -> Optional.of(Credential.apiKey(KEY)));
            door.door.policy(new DoorPolicy(null, Map.of("anthropic", right)));
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests.get(0).line()).isEqualTo("POST /pre/v1/messages HTTP/1.1");
            door.door.policy(new DoorPolicy(null, Map.of("anthropic", wrong)));
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 502 ");
            assertThat(vendor.requests).hasSize(1);
        }
    }

    @Test
    @Tag("attack-54")
    void aRunsRouteServesItsOwnDoorOnly() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor mine = door(vendor);
                TestDoor other = new TestDoor()) {
            assertThat(mine.ask(messages())).startsWith("HTTP/1.1 200 ");
            assertThat(other.ask(messages())).startsWith("HTTP/1.1 404 ");
            assertThat(other.denied().rule()).isEqualTo("no-route");
            assertThat(vendor.requests).hasSize(1);
        }
    }
}
