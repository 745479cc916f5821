package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecCommandTest {
    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    @Test
    @Tag("L1")
    void passesStreamsAndExitCodeOfExecThroughUnchanged() {
        server.answer("POST /runs/r1/exec", "{\"exec\":\"e1\"}");
        byte[] bytes = new byte[300_001];
        new Random(1).nextBytes(bytes);
        caller.in = bytes;

        assertThat(caller.run("exec", "r1", "--", "cat", "--help", "-x"))
                .as(caller.err())
                .isEqualTo(7);

        assertThat(caller.out.toByteArray()).isEqualTo(bytes);
        assertThat(caller.err()).isEqualTo("warning\n");
        assertThat(server.body("POST /runs/r1/exec").path("command").toString())
                .isEqualTo("[\"cat\",\"--help\",\"-x\"]");
    }

    @Test
    @Timeout(30)
    void passesInputOfExecOnAsItIsTyped() throws IOException {
        PipedOutputStream typed = new PipedOutputStream();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PipedInputStream in = new PipedInputStream(typed)) {
            Endpoint endpoint =
                    new Endpoint(URI.create("http://127.0.0.1:" + listening.getLocalPort()), TestServer.TOKEN);
            Thread.ofPlatform().daemon().name("typing").start(() -> new Api(endpoint).upload("/exec/e1/input", in));
            try (Socket socket = listening.accept();
                    LineReader lines = new LineReader(socket.getInputStream(), 1000)) {
                assertThat(lines.next()).isEqualTo("POST /api/v1/exec/e1/input HTTP/1.1");
                for (String line = lines.next(); line != null && !line.isEmpty(); line = lines.next()) {
                    assertThat(line).contains(": ");
                }
                typed.write('a');
                typed.flush();
                assertThat(lines.next()).isEqualTo("1");
                assertThat(lines.next()).isEqualTo("a");
                typed.close();
                assertThat(lines.next()).isEqualTo("0");
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void exitsWith125WhenExecItselfFails() {
        server.refuse("POST /runs/r1/exec", 409, "conflict", "its sandbox is gone");
        assertThat(caller.run("exec", "r1", "--", "ls")).isEqualTo(ExitCode.EXEC_FAILED);
        assertThat(caller.err()).contains("its sandbox is gone");
    }

    @Test
    void refusesBrokenFrames() {
        byte[] huge = {1, 127, 0, 0, 0};
        DataInputStream frames = new DataInputStream(new ByteArrayInputStream(huge));
        assertThatThrownBy(() -> RemoteProcess.copy(frames, new ByteArrayOutputStream(), new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("frame");
    }
}
