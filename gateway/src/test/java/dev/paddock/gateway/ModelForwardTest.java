package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class ModelForwardTest {
    private static final String KEY = "sk-ant-api03-PLANTED-abcdefghijklmnop";
    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"model":"claude-opus-4-5-20251101","usage":{"input_tokens":12,\
            "cache_creation_input_tokens":30,"cache_read_input_tokens":400,"output_tokens":1,\
            "cache_creation":{"ephemeral_1h_input_tokens":10,"ephemeral_5m_input_tokens":20}}}}

            """;
    private static final String END = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":77}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static void answer(OutputStream out, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void beginStream(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n" + headers + "\r\n" + body;
    }

    private static TestServer vendor() {
        return TestServer.http((request, out) -> answer(out, "application/json", "{\"id\":\"msg\"}"));
    }

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
            door.ask(post("/model/anthropic/v1/messages", "x-api-key: placeholder\r\nanthropic-beta: a-1\r\n", "{}"));
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
            String answer = door.ask(post("/model/anthropic/v1/messages", "", "{}"));
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
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}"))).startsWith("HTTP/1.1 200 ");
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
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Api-Key: " + key + "\r\nX-Echo: <" + key
                            + ">\r\nSet-Cookie: a=b\r\nX-Good: yes\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            chunk(out, "echo: " + key.substring(0, 9));
            chunk(out, key.substring(9) + " and " + key);
            chunk(out, " end sk-ant");
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        });
        try (TestDoor door = door(vendor)) {
            String answer = door.ask(post("/model/anthropic/v1/messages", "", "{}"));
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
    @Tag("E8")
    void streamsEachPieceAsItComesAndReadsTheUsage() throws Exception {
        SynchronousQueue<String> acknowledged = new SynchronousQueue<>();
        TestServer vendor = TestServer.http((request, out) -> {
            beginStream(out);
            chunk(out, START);
            assertThat(acknowledged.poll(20, TimeUnit.SECONDS)).isEqualTo("start");
            for (int i = 0; i < 5; i++) {
                chunk(out, "event: content_block_delta\ndata: {\"n\":" + i + "}\n\n");
                assertThat(acknowledged.poll(20, TimeUnit.SECONDS)).isEqualTo("n" + i);
            }
            chunk(out, END);
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        });
        try (TestDoor door = door(vendor);
                TestDoor.Raw raw = door.raw()) {
            raw.send(post("/model/anthropic/v1/messages", "", "{\"stream\":true,\"model\":\"claude-opus-4-5\"}"));
            raw.until("message_start\"");
            acknowledged.put("start");
            for (int i = 0; i < 5; i++) {
                raw.until("{\"n\":" + i + "}\n\n");
                acknowledged.put("n" + i);
            }
            assertThat(raw.rest()).endsWith("0\r\n\r\n");
            Usage usage = door.usage();
            assertThat(usage.vendor()).isEqualTo("anthropic");
            assertThat(usage.model()).isEqualTo("claude-opus-4-5-20251101");
            assertThat(usage.inputTokens()).isEqualTo(12);
            assertThat(usage.outputTokens()).isEqualTo(77);
            assertThat(usage.cacheReadTokens()).isEqualTo(400);
            assertThat(usage.cacheWriteTokens()).isEqualTo(30);
            assertThat(usage.cacheWriteLongTokens()).isEqualTo(10);
            assertThat(usage.complete()).isTrue();
            assertThat(usage.httpStatus()).isEqualTo(200);
            assertThat(Prices.list().microDollars(usage))
                    .hasValue((12 * 5000 + 20 * 6250 + 10 * 10_000 + 400 * 500 + 77 * 25_000 + 500) / 1000);
            ModelRequest request = door.modelRequests.get(0);
            assertThat(request.id()).isEqualTo(usage.id());
            assertThat(request.model()).isEqualTo("claude-opus-4-5");
            assertThat(door.closed().end()).isEqualTo(Closed.End.DONE);
        }
    }

    @Test
    @Tag("E8")
    void readsTheUsageOfAWholeAnswer() throws IOException {
        TestServer vendor = TestServer.http(
                (request, out) -> answer(
                        out,
                        "application/json",
                        "{\"type\":\"message\",\"model\":\"claude-haiku-4-5\",\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}"));
        try (TestDoor door = door(vendor)) {
            door.ask(post("/model/anthropic/v1/messages", "", "{}"));
            Usage usage = door.usage();
            assertThat(usage.inputTokens()).isEqualTo(5);
            assertThat(usage.outputTokens()).isEqualTo(6);
            assertThat(usage.complete()).isTrue();
        }
    }

    @Test
    @Tag("E8")
    void reportsWhatWasSeenOfACallTheUpstreamBrokeOff() throws IOException {
        TestServer vendor = TestServer.http((request, out) -> {
            beginStream(out);
            chunk(out, START);
            throw new IOException("gone");
        });
        try (TestDoor door = door(vendor)) {
            String answer = door.ask(post("/model/anthropic/v1/messages", "", "{}"));
            assertThat(answer).contains("message_start").doesNotEndWith("0\r\n\r\n");
            Usage usage = door.usage();
            assertThat(usage.inputTokens()).isEqualTo(12);
            assertThat(usage.complete()).isFalse();
            assertThat(door.closed().end()).isEqualTo(Closed.End.UPSTREAM);
        }
    }

    @Test
    @Tag("E8")
    void aRunThatLeavesEndsTheCallAtOnceAndItsUsageIsReported() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        TestServer vendor = TestServer.plain((in, out) -> {
            TestServer.readHead(in);
            in.readNBytes(2);
            beginStream(out);
            chunk(out, START);
            try {
                in.read();
            } finally {
                left.countDown();
            }
        });
        try (TestDoor door = door(vendor)) {
            TestDoor.Raw raw = door.raw();
            raw.send(post("/model/anthropic/v1/messages", "", "{}"));
            raw.until("message_start");
            raw.close();
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(door.usage().inputTokens()).isEqualTo(12);
            assertThat(door.usage().complete()).isFalse();
            assertThat(door.closed().end()).isEqualTo(Closed.End.RUN);
        }
    }

    @Test
    void anUpstreamThatIsDownIsToldInTheVendorsForm() throws IOException {
        TestServer vendor = vendor();
        vendor.close();
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("api_error");
            assertThat(door.usage().httpStatus()).isZero();
            assertThat(door.closed().end()).isEqualTo(Closed.End.UPSTREAM);
        }
    }

    @Test
    void passesErrorsOfTheUpstreamOn() throws IOException {
        TestServer vendor = TestServer.http(
                (request, out) -> out.write("HTTP/1.1 429 Too Many\r\nretry-after: 7\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(StandardCharsets.UTF_8)));
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}")))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("retry-after: 7");
            assertThat(door.usage().httpStatus()).isEqualTo(429);
        }
    }

    @Test
    void refusesACompressedAnswer() throws IOException {
        TestServer vendor = TestServer.http(
                (request, out) -> out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(StandardCharsets.UTF_8)));
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}"))).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void refusesABodyThatIsTooLargeDeclaredOrNot() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door =
                new TestDoor(GatewayLimits.DEFAULT.withBodies(1000, 1000)).route(vendor, Credential.anthropic(KEY))) {
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "x".repeat(1001))))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("request_too_large");
            assertThat(door.ask(
                            "POST /model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
                                    + "x".repeat(1001) + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(vendor.requests).isEmpty();
        }
    }

    @Test
    void keepsTheConnectionForFurtherRequestsEachJudgedAnew() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor);
                TestDoor.Raw raw = door.raw()) {
            for (int i = 0; i < 3; i++) {
                raw.send("POST /model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
                assertThat(raw.until("{\"id\":\"msg\"}")).startsWith("HTTP/1.1 200 ");
            }
            raw.send("POST /model/anthropic/v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(raw.rest()).startsWith("HTTP/1.1 403 ");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> door.closed.size() == 3);
        }
    }

    @Test
    void sendsAChunkedBodyUpAndAnswersExpectContinue() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door = door(vendor);
                TestDoor.Raw raw = door.raw()) {
            raw.send(
                    "POST /model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
            assertThat(raw.until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            raw.send("4\r\n{\"a\"\r\n3\r\n");
            raw.send(":1}\r\n0\r\n\r\n");
            assertThat(raw.rest()).startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests.get(0).body()).isEqualTo("{\"a\":1}");
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
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}"))).startsWith("HTTP/1.1 200 ");
            assertThat(vendor.requests.get(0).line()).isEqualTo("POST /pre/v1/messages HTTP/1.1");
            door.door.policy(new DoorPolicy(null, Map.of("anthropic", wrong)));
            assertThat(door.ask(post("/model/anthropic/v1/messages", "", "{}"))).startsWith("HTTP/1.1 502 ");
            assertThat(vendor.requests).hasSize(1);
        }
    }

    @Test
    @Tag("attack-54")
    void aRunsRouteServesItsOwnDoorOnly() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor mine = door(vendor);
                TestDoor other = new TestDoor()) {
            assertThat(mine.ask(post("/model/anthropic/v1/messages", "", "{}"))).startsWith("HTTP/1.1 200 ");
            assertThat(other.ask(post("/model/anthropic/v1/messages", "", "{}")))
                    .startsWith("HTTP/1.1 404 ");
            assertThat(other.denied().rule()).isEqualTo("no-route");
            assertThat(vendor.requests).hasSize(1);
        }
    }
}
