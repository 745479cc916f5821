package dev.paddock.gateway;

import static dev.paddock.gateway.Tunnels.ALLOWED;
import static dev.paddock.gateway.Tunnels.assertEchoes;
import static dev.paddock.gateway.Tunnels.connect;
import static dev.paddock.gateway.Tunnels.door;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through a tunnel, and when one is cut. */
@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class TunnelTest {
    @Test
    @Tag("E1")
    @Tag("E2")
    @Tag("E9")
    void tunnelsToAnAllowedHostAndReportsIt() throws IOException {
        try (TestDoor door = door()) {
            try (SSLSocket socket = door.tls("allowed.example:443", ALLOWED)) {
                assertEchoes(socket);
            }
            Verdict verdict = door.verdict(Decision.ALLOW);
            assertThat(verdict.host()).isEqualTo(ALLOWED);
            assertThat(verdict.port()).isEqualTo(443);
            assertThat(verdict.rule()).isEqualTo("allowed.example:443");
            assertThat(verdict.method()).isEqualTo("CONNECT");
            Closed closed = door.closed();
            assertThat(closed.bytesUp()).isGreaterThan(100);
            assertThat(closed.bytesDown()).isGreaterThan(100);
            assertThat(closed.end()).isEqualTo(Closed.End.DONE);
            assertThat(door.verdicts).hasSize(1);
            assertThat(door.dialled).containsExactly("203.0.113.7:443");
        }
    }

    @Test
    @Tag("attack-38")
    void closesWhenTheHandshakeNamesAnotherServer() throws IOException {
        try (TestDoor door = door()) {
            assertThatThrownBy(() -> door.tls("allowed.example:443", "evil.example"))
                    .isInstanceOf(IOException.class);
            assertThat(door.denied().rule()).isEqualTo("sni-mismatch");
            assertThat(door.verdicts).hasSize(1);
        }
    }

    @Test
    @Tag("attack-38")
    void closesWhenTheHandshakeNamesNoServer() {
        try (TestDoor door = door()) {
            assertThatThrownBy(() -> door.tls("allowed.example:443", null)).isInstanceOf(IOException.class);
            assertThat(door.denied().rule()).isEqualTo("no-sni");
        }
    }

    @ParameterizedTest
    @Tag("attack-42")
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0016\u0003\u0001\u0000\u0000",
                "\u0015\u0003\u0003\u0000\u0002\u0001\u0000",
                "\u0016\u0002\u0000\u0000\u0010"
            })
    void closesWhenSomethingElseThanTlsFollows(String bytes) throws IOException {
        CountDownLatch reached = new CountDownLatch(1);
        TestServer server = TestServer.plain((in, out) -> {
            if (in.read() >= 0) {
                reached.countDown();
            }
        });
        try (TestDoor door = new TestDoor("allowed.example").host(ALLOWED, server)) {
            assertThat(door.ask(connect("allowed.example:443") + bytes))
                    .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
            assertThat(door.denied().rule()).isEqualTo("not-tls");
            assertThat(reached.getCount()).isEqualTo(1);
        }
    }

    @Test
    @Tag("attack-42")
    void closesWhenNoHandshakeComesInTime() throws IOException {
        GatewayLimits quick = GatewayLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(30));
        try (TestDoor door = new TestDoor(quick, "allowed.example").host(ALLOWED, TestServer.tls(TestServer::echo));
                TestDoor.Raw raw = door.raw()) {
            raw.send(connect("allowed.example:443"));
            raw.until("\r\n\r\n");
            assertThatThrownBy(() -> raw.until("never")).isInstanceOf(IOException.class);
            assertThat(door.denied().rule()).isEqualTo("not-tls");
        }
    }

    @Test
    void closesAnIdleTunnel() throws IOException {
        GatewayLimits quick = GatewayLimits.DEFAULT.withTimes(Duration.ofSeconds(10), Duration.ofMillis(400));
        try (TestDoor door = new TestDoor(quick, "allowed.example").host(ALLOWED, TestServer.tls(TestServer::echo));
                SSLSocket socket = door.tls("allowed.example:443", ALLOWED)) {
            assertThat(door.closed().end()).isEqualTo(Closed.End.IDLE);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void cutsATunnelThatUploadsTooMuch() throws IOException {
        GatewayLimits small = GatewayLimits.DEFAULT.withBodies(1000, 100_000);
        try (TestDoor door = new TestDoor(small, "allowed.example")
                        .host(
                                ALLOWED,
                                TestServer.tls((in, out) -> in.transferTo(java.io.OutputStream.nullOutputStream())));
                SSLSocket socket = door.tls("allowed.example:443", ALLOWED)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            socket.getOutputStream().write(new byte[10_000]);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(door.closed().end()).isEqualTo(Closed.End.CUT);
        }
    }

    @Test
    void passesWhatIsStillComingWhenOneSideHasEnded() throws IOException {
        byte[] big = new byte[3_000_000];
        TestServer server = TestServer.tls((in, out) -> {
            in.readNBytes(4);
            out.write(big);
            out.flush();
        });
        try (TestDoor door = new TestDoor("allowed.example").host(ALLOWED, server);
                SSLSocket socket = door.tls("allowed.example:443", ALLOWED)) {
            socket.getOutputStream().write("send".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(big.length);
        }
    }

    @Test
    @Tag("E2")
    void aNewPolicyHoldsAtOnceAndCutsTunnelsItDoesNotAllow() throws IOException {
        try (TestDoor door = new TestDoor().host(ALLOWED, TestServer.tls(TestServer::echo))) {
            assertThat(door.ask(connect("allowed.example:443"))).contains("not-on-allow-list");
            door.door.policy(new DoorPolicy(AllowList.parse(List.of("allowed.example")), Map.of()));
            SSLSocket socket = door.tls("allowed.example:443", ALLOWED);
            assertEchoes(socket);
            door.door.policy(new DoorPolicy(AllowList.parse(List.of("allowed.example:443", "x.example")), Map.of()));
            assertEchoes(socket);
            door.door.policy(null);
            assertThat(door.closed().end()).isEqualTo(Closed.End.CUT);
            assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNotNegative())
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            assertThat(door.ask(connect("allowed.example:443"))).contains("not-on-allow-list");
        }
    }

    @Test
    @Tag("attack-46")
    void anEmptyOrMissingPolicyDeniesEverything() throws IOException {
        try (TestDoor door =
                new TestDoor(GatewayLimits.DEFAULT, DoorPolicy.NONE).host(ALLOWED, TestServer.tls(TestServer::echo))) {
            for (DoorPolicy policy : new DoorPolicy[] {DoorPolicy.NONE, null, new DoorPolicy(null, null)}) {
                door.door.policy(policy);
                assertThat(door.ask(connect("allowed.example:443"))).startsWith("HTTP/1.1 403 ");
                assertThat(door.ask("GET http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\n\r\n"))
                        .startsWith("HTTP/1.1 403 ");
                assertThat(door.ask("POST /model/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\n\r\n"))
                        .startsWith("HTTP/1.1 404 ");
            }
            assertThat(door.lookups).isEmpty();
        }
    }

    @Test
    @Tag("attack-46")
    void aClosedGatewayLeavesNoWayOut() throws IOException {
        TestDoor door = door();
        SSLSocket socket = door.tls("allowed.example:443", ALLOWED);
        assertEchoes(socket);
        door.gateway.close();
        assertThatThrownBy(door::raw).isInstanceOf(IOException.class);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> door.closed.size() == 1);
        door.close();
    }

    @Test
    void saysWhenAnAllowedHostCannotBeReached() throws IOException {
        try (TestDoor door = new TestDoor("gone.example")) {
            assertThat(door.ask(connect("gone.example:443")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("no-address");
            door.names.put("gone.example", List.of("203.0.113.99"));
            assertThat(door.ask(connect("gone.example:443")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("cannot be reached");
            assertThat(door.closed().end()).isEqualTo(Closed.End.UPSTREAM);
        }
    }

    @Test
    void refusesABodyWithConnect() throws IOException {
        try (TestDoor door = door()) {
            assertThat(door.ask("CONNECT allowed.example:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"))
                    .contains("bad-framing");
        }
    }
}
