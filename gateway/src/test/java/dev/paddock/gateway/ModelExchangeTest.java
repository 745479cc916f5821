package dev.paddock.gateway;

import static dev.paddock.gateway.Calls.MESSAGES;
import static dev.paddock.gateway.Calls.answer;
import static dev.paddock.gateway.Calls.beginStream;
import static dev.paddock.gateway.Calls.chunk;
import static dev.paddock.gateway.Calls.endStream;
import static dev.paddock.gateway.Calls.messages;
import static dev.paddock.gateway.Calls.post;
import static dev.paddock.gateway.Calls.vendor;
import static dev.paddock.gateway.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How model calls and their answers travel: in streams, with their usage, within bounds, and where the vendor fails. */
@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class ModelExchangeTest {
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

    private static TestDoor door(TestServer vendor) {
        return new TestDoor().route(vendor, Credential.anthropic(KEY));
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
            endStream(out);
        });
        try (TestDoor door = door(vendor);
                TestDoor.Raw raw = door.raw()) {
            raw.send(post(MESSAGES, "", "{\"stream\":true,\"model\":\"claude-opus-4-5\"}"));
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
            door.ask(messages());
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
            String answer = door.ask(messages());
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
            raw.send(messages());
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
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 502 ").contains("api_error");
            assertThat(door.usage().httpStatus()).isZero();
            assertThat(door.closed().end()).isEqualTo(Closed.End.UPSTREAM);
        }
    }

    @Test
    void passesErrorsOfTheUpstreamOn() throws IOException {
        TestServer vendor = TestServer.http(
                (request, out) -> write(out, "HTTP/1.1 429 Too Many\r\nretry-after: 7\r\nContent-Length: 2\r\n\r\n{}"));
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 429 ").contains("retry-after: 7");
            assertThat(door.usage().httpStatus()).isEqualTo(429);
        }
    }

    @Test
    void refusesACompressedAnswer() throws IOException {
        TestServer vendor = TestServer.http((request, out) ->
                write(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"));
        try (TestDoor door = door(vendor)) {
            assertThat(door.ask(messages())).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void refusesABodyThatIsTooLargeDeclaredOrNot() throws IOException {
        TestServer vendor = vendor();
        try (TestDoor door =
                new TestDoor(GatewayLimits.DEFAULT.withBodies(1000, 1000)).route(vendor, Credential.anthropic(KEY))) {
            assertThat(door.ask(post(MESSAGES, "", "x".repeat(1001))))
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
}
