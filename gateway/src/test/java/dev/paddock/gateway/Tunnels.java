package dev.paddock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** Tunnels through a door that allows a few names. */
final class Tunnels {
    static final String ALLOWED = "allowed.example";

    private Tunnels() {}

    static TestDoor door() {
        return new TestDoor("allowed.example:443", "*.wild.example").host(ALLOWED, TestServer.tls(TestServer::echo));
    }

    static String connect(String authority) {
        return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    }

    static void assertEchoes(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }
}
