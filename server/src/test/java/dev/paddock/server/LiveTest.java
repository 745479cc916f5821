package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.task.RunState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("S7")
@Timeout(60)
class LiveTest {
    @TempDir
    Path directory;

    @AutoClose
    TestingServer server;

    private String run = "";

    @BeforeEach
    void start() {
        server = new TestingServer(directory);
        run = server.run("fix");
        server.run("later");
        server.store.change(tx -> {
            tx.become(run, new RunState.Preparing(), "");
            tx.become(run, new RunState.Running(), "at work");
            tx.append(run, new EventBody.Text("first line\nI look at ", "m"));
            tx.append(run, new EventBody.Text("the tests\n", "m"));
        });
    }

    private BufferedReader watch() throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> response = server.client.send(
                server.request("/api/v1/live/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode next(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data: ")) {
            line = stream.readLine();
        }
        return TestingServer.JSON.readTree(line.substring(6));
    }

    @Test
    void tellsWhatLiveRunsUseAndDo() throws Exception {
        JsonNode view = TestingServer.json(server.get("/api/v1/live"));
        assertThat(view.path("queued").asLong()).isEqualTo(1);
        assertThat(view.path("runs")).hasSize(2);
        JsonNode row = view.path("runs").path(0);
        assertThat(row.path("id").asString()).isEqualTo(run);
        assertThat(row.path("line").asString()).isEqualTo("I look at the tests");
        assertThat(row.path("readings").path("cpuPercent").asDouble()).isEqualTo(42.0);
        assertThat(row.path("readings").path("diskBytes").asLong()).isEqualTo(8_192);
        assertThat(view.path("runs").path(1).path("state").asString()).isEqualTo("queued");
        server.store.change(
                tx -> tx.append(run, new EventBody.Tool("t", "npm test", null, null, null, null, null, null)));
        assertThat(TestingServer.json(server.get("/api/v1/live"))
                        .path("runs")
                        .path(0)
                        .path("line")
                        .asString())
                .isEqualTo("npm test");
    }

    @Test
    @Tag("T2")
    void showsTheQueueInTheOrderInWhichProjectsTakeTurns() throws Exception {
        server.run("last");
        server.run(server.projects.add("toys", "/home/someone/toys", null, null).project(), "between");
        assertThat(TestingServer.json(server.get("/api/v1/live")).path("runs"))
                .extracting(row -> row.path("taskName").asString())
                .containsExactly("fix", "later", "between", "last");
    }

    @Test
    void measuresOnceForAllWhoWatchAndNotWhereNobodyDoes() throws Exception {
        assertThat(server.runs.measured).hasValue(0);
        BufferedReader first = watch();
        next(first);
        BufferedReader second = watch();
        JsonNode one = next(second);
        JsonNode two = next(second);
        JsonNode seen = next(first);
        while (!seen.path("time").equals(one.path("time"))) {
            seen = next(first);
        }
        // Both have the very same measurements, one after the other.
        assertThat(seen).isEqualTo(one);
        assertThat(next(first)).isEqualTo(two);
        for (BufferedReader stream : new BufferedReader[] {first, second}) {
            stream.close();
        }
    }

    @Test
    @Tag("T8")
    void limitsOfATaskAreKeptAndShown() throws Exception {
        String project = server.project().id();
        HttpResponse<String> started = server.post(
                "/api/v1/tasks",
                "{\"goal\":\"g\",\"project\":\"" + project + "\",\"limits\":{\"time\":\"30m\",\"turns\":\"5\"}}");
        String id = TestingServer.json(started).path("runs").path(0).path("id").asString();
        server.store.change(tx -> tx.limits(id, Map.of("time", "30m")));
        JsonNode shown = TestingServer.json(server.get("/api/v1/runs/" + id));
        assertThat(shown.path("limits").path("time").asString()).isEqualTo("30m");
        assertThat(shown.path("limits").path("idle").asString()).isEqualTo("30m");
        assertThat(shown.path("limits").path("disk").asString()).isEqualTo("20g");
        assertThat(shown.path("turns").asLong()).isZero();
    }
}
