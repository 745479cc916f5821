package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("try") // tests close things early to see what happens
class DoorTest {
    private static final String PING = "GET /paddock/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final DoorListener NOBODY = new DoorListener() {};

    @Test
    @Tag("E1")
    void answersAPing() throws IOException {
        try (TestDoor door = new TestDoor()) {
            assertThat(door.ask(PING)).startsWith("HTTP/1.1 200 ").endsWith("{\"ok\":true}");
            assertThat(door.ask("GET /other HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void theSocketIsForItsOwnerOnlyAndGoesWithTheDoor() throws IOException {
        try (TestDoor door = new TestDoor()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door.door.socket())))
                    .isEqualTo("rw-------");
            door.door.close();
            assertThat(door.door.socket()).doesNotExist();
        }
    }

    @Test
    void replacesTheSocketOfADeadServerButNothingElse(@TempDir Path directory) throws IOException {
        Path stale = directory.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        Path file = Files.writeString(directory.resolve("file"), "mine");
        try (TestDoor door = new TestDoor()) {
            door.gateway.openDoor(stale, null, NOBODY);
            assertThatThrownBy(() -> door.gateway.openDoor(file, null, NOBODY))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("not a socket");
            assertThatThrownBy(() -> door.gateway.openDoor(stale, null, NOBODY))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("another server");
            assertThatThrownBy(() -> door.gateway.openDoor(directory.resolve("x".repeat(108)), null, NOBODY))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("107");
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void turnsAwayMoreConnectionsThanTheLimit() throws IOException {
        try (TestDoor door = new TestDoor(GatewayLimits.DEFAULT.withConnections(2));
                TestDoor.Raw first = door.raw();
                TestDoor.Raw second = door.raw()) {
            first.send("GET /paddock/ping HTTP/1.1\r\nHost: x\r\n\r\n");
            first.until("true}");
            second.send("GET /paddock/ping HTTP/1.1\r\nHost: x\r\n\r\n");
            second.until("true}");
            try (TestDoor.Raw third = door.raw()) {
                assertThat(third.rest()).startsWith("HTTP/1.1 503 ").contains("too-many-connections");
            }
            assertThat(door.denied().rule()).isEqualTo("too-many-connections");
            first.close();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> door.ask(PING).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void givesUpOnARequestThatDoesNotArriveWhole() throws IOException {
        GatewayLimits quick = GatewayLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(30));
        try (TestDoor door = new TestDoor(quick);
                TestDoor.Raw raw = door.raw()) {
            raw.send("GET /paddock/ping HTTP/1.1\r\nHost:");
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    @Timeout(180)
    void twoHundredTunnelsWorkAtOnce() throws Exception {
        // On a busy machine two hundred handshakes take longer than one may.
        GatewayLimits patient = GatewayLimits.DEFAULT.withTimes(Duration.ofMinutes(2), Duration.ofMinutes(2));
        try (TestDoor door = new TestDoor(patient, "allowed.example")
                        .host("allowed.example", TestServer.tls(TestServer::echo));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch all = new CountDownLatch(200);
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] mine = ("tunnel " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                results.add(threads.submit(() -> {
                    try (SSLSocket socket = door.tls("allowed.example:443", "allowed.example")) {
                        all.countDown();
                        assertThat(all.await(120, java.util.concurrent.TimeUnit.SECONDS))
                                .isTrue();
                        socket.getOutputStream().write(mine);
                        return java.util.Arrays.equals(socket.getInputStream().readNBytes(mine.length), mine);
                    }
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> door.closed.stream()
                                    .mapToLong(c -> c.verdict().count())
                                    .sum()
                            == 200);
            assertThat(door.verdicts.stream().mapToLong(Verdict::count).sum()).isEqualTo(200);
        }
    }

    @Test
    void aListenerThatFailsOrHangsStopsNothing() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        DoorListener broken = new DoorListener() {
            @Override
            public void verdict(Verdict verdict) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw new IllegalStateException("broken");
            }
        };
        try (TestDoor door = new TestDoor()) {
            Path path = door.directory.resolve("broken");
            Door other = door.gateway.openDoor(path, null, broken);
            for (int i = 0; i < 50; i++) {
                try (TestDoor.Raw raw =
                        new TestDoor.Raw(java.nio.channels.SocketChannel.open(UnixDomainSocketAddress.of(path)))) {
                    raw.send("CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(raw.rest()).startsWith("HTTP/1.1 403 ");
                }
            }
            never.countDown();
            other.close();
        }
    }

    @Test
    @Tag("E9")
    void aFloodOfDenialsIsCountedNotRepeated() throws IOException {
        try (TestDoor door = new TestDoor()) {
            for (int i = 0; i < 600; i++) {
                door.ask("CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            door.verdicts.stream().mapToLong(Verdict::count).sum() == 600);
            assertThat(door.verdicts).allMatch(v -> v.host().equals("evil.example"));
        }
    }
}
