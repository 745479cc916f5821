package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalGetTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    /** What it makes of an answer, whatever it asks. */
    private static LocalGet answered(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(server, answer));
            return ask(server.getLocalPort(), "/x", "token");
        }
    }

    private static LocalGet ask(int port, String path, String token) throws IOException {
        return LocalGet.ask(
                new Endpoint(URI.create("http://127.0.0.1:" + port), token), path, Duration.ofSeconds(20), 1 << 20);
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept();
                LineReader lines = new LineReader(socket.getInputStream(), 1_000)) {
            for (String line = lines.next(); line != null && !line.isEmpty(); line = lines.next()) {
                assertThat(line).isNotBlank();
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesAnAnswerInEachOfItsForms() throws IOException {
        assertThat(answered(OK + "Content-Length: 2\r\n\r\nhi").body())
                .asString()
                .isEqualTo("hi");
        assertThat(answered(OK + "Transfer-Encoding: Chunked\r\n\r\n1\r\nh\r\n3;x=y\r\ni\r\n\r\n0\r\n\r\n")
                        .body())
                .asString()
                .isEqualTo("hi\r\n");
        assertThat(answered("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                OK + "Content-Length: 3\r\n\r\nhi",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhi",
                OK + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhi",
                OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"
            })
    void neverTakesAPartForTheWhole(String answer) {
        assertThatThrownBy(() -> answered(answer)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\nb", "/a\rb", "/\u00e4"})
    void sendsNothingThatIsNoPathOrToken(String odd) {
        assertThatThrownBy(() -> ask(1, odd, "token")).hasMessageContaining("such a path");
        assertThatThrownBy(() -> ask(1, "/x", odd)).hasMessageContaining("such a path");
    }
}
