package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class PlainForwardTest {
    private static TestServer site() {
        return TestServer.http((request, out) -> out.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\nok"
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static TestDoor door(TestServer site) {
        return new TestDoor("allowed.example:80", "secure.example:443").host("allowed.example", site);
    }

    @Test
    @Tag("E2")
    @Tag("attack-40")
    void forwardsToAHostWithPort80AndRebuildsHost() throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            String answer = door.ask(
                    "GET http://allowed.example/a?b=c HTTP/1.1\r\nHost: evil.example\r\nProxy-Authorization: x\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("connection: close")
                    .endsWith("ok");
            assertThat(answer).doesNotContain("keep-alive");
            TestServer.Request seen = site.requests.get(0);
            assertThat(seen.line()).isEqualTo("GET /a?b=c HTTP/1.1");
            assertThat(seen.headers("host")).containsExactly("allowed.example");
            assertThat(seen.head()).doesNotContain("evil").doesNotContain("roxy");
            assertThat(door.verdict(Decision.ALLOW).rule()).isEqualTo("allowed.example:80");
            assertThat(door.closed().bytesDown()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil.example/",
                "GET http://secure.example/",
                "GET http://allowed.example:8080/",
                "GET http://allowed.example:443/",
                "GET http://sub.allowed.example/"
            })
    void refusesPlainHttpElsewhere(String line) throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            assertThat(door.ask(line + " HTTP/1.1\r\nHost: allowed.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("plain-http");
            assertThat(door.denied().rule()).isEqualTo("plain-http");
            assertThat(site.connections()).isZero();
        }
    }

    @ParameterizedTest
    @Tag("attack-29")
    @Tag("attack-34")
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://[::1]/",
                "http://2130706433/",
                "http://allowed.example@127.0.0.1/",
                "http://allowed.example@evil.example/",
                "http://allowed.example%2f@evil.example/",
                "http:///x",
                "http://",
                "http://allowed.example\\@evil.example/",
                "https://allowed.example/",
                "ftp://allowed.example/",
                "allowed.example/",
                "*",
                "http://allowed.example/#f"
            })
    void refusesOddTargets(String target) throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            assertThat(door.ask("GET " + target + " HTTP/1.1\r\nHost: allowed.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 40");
            assertThat(door.denied().decision()).isEqualTo(Decision.DENY);
            assertThat(site.connections()).isZero();
        }
    }

    @ParameterizedTest
    @Tag("attack-41")
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding:\u000bchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -5\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: \r\n",
                "Content-Length: 99999999999999999999\r\n",
                "X: a\r\n folded\r\n",
                "X: a\r\n\tfolded\r\n",
                "X: a\nY: b\r\n",
                "X: a\rY: b\r\n",
                "X: \u0000\r\n",
                "X: \u0007\r\n",
                "X: \u007f\r\n",
                "X: \u00e9\r\n",
                "X y: b\r\n",
                ": b\r\n",
                "no colon\r\n",
                "Host: second.example\r\n"
            })
    void refusesWhatTwoServersMightReadDifferently(String headers) throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            String answer = door.ask("POST http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\n" + headers
                    + "\r\n0\r\n\r\nGET http://allowed.example/smuggled HTTP/1.1\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ").containsPattern("bad-framing|bad-request");
            assertThat(door.denied().decision()).isEqualTo(Decision.DENY);
            assertThat(site.connections()).isZero();
        }
    }

    @ParameterizedTest
    @Tag("attack-41")
    @ValueSource(
            strings = {
                "GET http://allowed.example/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET http://allowed.example/ HTTP/1.1\nHost: allowed.example\n\n",
                "GET  http://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://allowed.example/ HTTP/1.1 \r\nHost: x\r\n\r\n",
                " GET http://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "\r\nGET http://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://allowed.example/ HTTP/1.2\r\nHost: x\r\n\r\n",
                "GET http://allowed.example/ HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET http://allowed.example/ http/1.1\r\nHost: x\r\n\r\n",
                "GET http://allowed.example/\r\n\r\n",
                "GET http://allowed.example/ HTTP/1.1\r\n\r\n",
                "GET\thttp://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "\u0005\u0001\u0000"
            })
    void refusesMalformedRequests(String request) throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            assertThat(door.ask(request)).startsWith("HTTP/1.1 400 ");
            assertThat(site.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "get", "PROPFIND", "G@T", "PRI"})
    void refusesOtherMethods(String method) throws IOException {
        try (TestDoor door = door(site())) {
            assertThat(door.ask(method + " http://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    @Tag("attack-43")
    void answersOneRequestAConnection() throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            String one = "GET http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\n\r\n";
            assertThat(door.ask(one + "GET /second HTTP/1.1\r\nHost: evil.example\r\n\r\n" + one))
                    .containsOnlyOnce("HTTP/1.1 ");
            assertThat(site.requests).hasSize(1);
        }
    }

    @Test
    @Tag("attack-44")
    void followsNoRedirect() throws IOException {
        TestServer site = TestServer.http((request, out) ->
                out.write("HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8)));
        try (TestDoor door = door(site)) {
            assertThat(door.ask("GET http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 302 ")
                    .contains("location: http://evil.example/");
            assertThat(door.lookups).containsExactly("allowed.example");
        }
    }

    @ParameterizedTest
    @Tag("attack-45")
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                "Connection: keep-alive, upgrade\r\n",
                "Upgrade: anything\r\n"
            })
    void refusesUpgrades(String headers) throws IOException {
        TestServer site = site();
        try (TestDoor door = door(site)) {
            for (String target : List.of("http://allowed.example/", "/model/anthropic/v1/messages")) {
                assertThat(door.ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n"))
                        .startsWith("HTTP/1.1 403 ")
                        .contains("upgrade");
            }
            assertThat(door.ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(site.connections()).isZero();
        }
    }

    @Test
    @Tag("attack-45")
    void passesOnNoUnaskedSwitchOfProtocols() throws IOException {
        TestServer site = TestServer.http(
                (request, out) -> out.write("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8)));
        try (TestDoor door = door(site)) {
            assertThat(door.ask("GET http://allowed.example/ HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void refusesHeadersThatAreTooLargeOrTooMany() throws IOException {
        try (TestDoor door = door(site())) {
            String start = "GET http://allowed.example/ HTTP/1.1\r\nHost: x\r\n";
            assertThat(door.ask(start + "X: " + "a".repeat(40_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(door.ask(start + "X: a\r\n".repeat(101) + "\r\n")).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void passesBodiesBothWays() throws IOException {
        TestServer site = TestServer.http((request, out) ->
                out.write(("HTTP/1.1 200 OK\r\n\r\ngot " + request.body()).getBytes(StandardCharsets.UTF_8)));
        try (TestDoor door = door(site)) {
            assertThat(door.ask("POST http://allowed.example/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"))
                    .contains("transfer-encoding: chunked")
                    .endsWith("got abc\r\n0\r\n\r\n");
        }
    }
}
