package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("L1")
@Timeout(120)
class ExecTest {
    @TempDir
    Path directory;

    @AutoClose
    TestingServer server;

    String run;

    @BeforeEach
    void start() {
        server = new TestingServer(directory);
        run = server.run();
    }

    private String exec(String script) throws IOException, InterruptedException {
        String command =
                TestingServer.JSON.writeValueAsString(Map.of("command", java.util.List.of("bash", "-c", script)));
        HttpResponse<String> response = server.post("/api/v1/runs/" + run + "/exec", command);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return TestingServer.json(response).path("exec").asString();
    }

    private InputStream output(String exec) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = server.client.send(
                server.request("/api/v1/exec/" + exec + "/output").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    /** What came in each kind of frame, to the end of the stream. */
    private static Map<Integer, String> frames(InputStream stream) throws IOException {
        Map<Integer, ByteArrayOutputStream> parts = new HashMap<>();
        DataInputStream in = new DataInputStream(stream);
        for (int kind = in.read(); kind >= 0; kind = in.read()) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            parts.computeIfAbsent(kind, k -> new ByteArrayOutputStream()).writeBytes(bytes);
        }
        Map<Integer, String> texts = new HashMap<>();
        parts.forEach((kind, bytes) -> texts.put(kind, bytes.toString(StandardCharsets.UTF_8)));
        return texts;
    }

    @Test
    void passesStreamsAndExitCodeThrough() throws Exception {
        String exec = exec("cat; echo wrong >&2; exit 7");
        CompletableFuture<HttpResponse<String>> input = server.client.sendAsync(
                server.request("/api/v1/exec/" + exec + "/input")
                        .POST(HttpRequest.BodyPublishers.ofString("in\nput"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Map<Integer, String> frames = frames(output(exec));
        assertThat(frames)
                .containsEntry(1, "in\nput")
                .containsEntry(2, "wrong\n")
                .containsEntry(3, "7");
        assertThat(input.get().statusCode()).isIn(204, 404);
    }

    @Test
    void carriesALotBothWays() throws Exception {
        String exec = exec("tee >(wc -c >&2)");
        byte[] much = "0123456789abcdef".repeat(1 << 18).getBytes(StandardCharsets.US_ASCII);
        server.client.sendAsync(
                server.request("/api/v1/exec/" + exec + "/input")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(much))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Map<Integer, String> frames = frames(output(exec));
        assertThat(frames.get(1)).hasSize(much.length);
        assertThat(frames).containsEntry(3, "0");
    }

    @Test
    void answersALineAtATime() throws Exception {
        String exec = exec("while read line; do echo \"<$line>\"; done");
        PipedInputStream pipe = new PipedInputStream();
        try (PipedOutputStream keys = new PipedOutputStream(pipe)) {
            server.client.sendAsync(
                    server.request("/api/v1/exec/" + exec + "/input")
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> pipe))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            DataInputStream in = new DataInputStream(output(exec));
            for (String word : new String[] {"one", "two"}) {
                keys.write((word + "\n").getBytes(StandardCharsets.UTF_8));
                // The client sends its body in chunks of this size.
                keys.write("\n".repeat(16_384).getBytes(StandardCharsets.UTF_8));
                keys.flush();
                StringBuilder said = new StringBuilder();
                while (said.indexOf("<" + word + ">\n") < 0) {
                    in.readByte();
                    said.append(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Test
    void endsTheProcessWhenItsReaderGoes() throws Exception {
        String exec = exec("sleep 1000");
        InputStream stream = output(exec);
        Process process = server.runs.processes.iterator().next();
        assertThat(process.isAlive()).isTrue();
        stream.close();
        await().atMost(java.time.Duration.ofSeconds(30)).until(() -> !process.isAlive());
        assertThat(server.get("/api/v1/exec/" + exec + "/output").statusCode()).isEqualTo(404);
    }

    @Test
    void endsTheProcessThatNobodyPicksUp() throws Exception {
        exec("sleep 1000");
        Process process = server.runs.processes.iterator().next();
        await().atMost(java.time.Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }

    @Test
    void boundsTheirNumberAndEndsThemWithTheServer() throws Exception {
        for (int i = 0; i < 4; i++) {
            exec("sleep 1000");
        }
        HttpResponse<String> fifth = server.post("/api/v1/runs/" + run + "/exec", "{\"command\":[\"true\"]}");
        assertThat(fifth.statusCode()).isEqualTo(429);
        assertThat(server.runs.processes).hasSize(4);
        server.restart();
        await().atMost(java.time.Duration.ofSeconds(30))
                .until(() -> server.runs.processes.stream().noneMatch(Process::isAlive));
    }

    @Test
    void refusesWhatIsNoCommand() throws Exception {
        for (String body :
                new String[] {"{}", "{\"command\":[]}", "{\"command\":[\"\"]}", "{\"command\":[\"a\\u0000b\"]}"}) {
            assertThat(server.post("/api/v1/runs/" + run + "/exec", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(server.get("/api/v1/exec/0000/output").statusCode()).isEqualTo(404);
    }
}
