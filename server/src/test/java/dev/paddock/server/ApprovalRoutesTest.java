package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("H4")
@Tag("V1")
class ApprovalRoutesTest {
    private static final String HASH = "ab".repeat(32);

    @Test
    void showsWhatWaitsAndTakesOneAnswerToIt(@TempDir Path directory) throws Exception {
        try (TestingServer server = new TestingServer(directory)) {
            String run = server.run();
            assertThat(server.get("/api/v1/approvals").body()).isEqualTo("{\"approvals\":[]}");
            assertThat(TestingServer.json(server.get("/api/v1/runs/" + run)).has("approvals"))
                    .isFalse();
            server.runs.ask(run, "1-1", HASH);

            JsonNode all = TestingServer.json(server.get("/api/v1/approvals"))
                    .path("approvals")
                    .path(0);
            assertThat(all.path("run").asString()).isEqualTo(run);
            assertThat(all.path("title").asString()).isEqualTo("rm -rf build");
            assertThat(all.has("request")).isFalse();
            JsonNode one = TestingServer.json(server.get("/api/v1/runs/" + run + "/approvals"))
                    .path("approvals")
                    .path(0);
            assertThat(one.path("request").path("hash").asString()).isEqualTo(HASH);
            assertThat(one.path("request").path("type").asString()).isEqualTo("permission");
            assertThat(TestingServer.json(server.get("/api/v1/runs/" + run))
                            .path("approvals")
                            .path(0)
                            .path("id")
                            .asString())
                    .isEqualTo("1-1");
            assertThat(TestingServer.json(server.get("/api/v1/status"))
                            .path("runs")
                            .path("approvals")
                            .asInt())
                    .isEqualTo(1);

            String path = "/api/v1/runs/" + run + "/approve";
            assertThat(server.post(path, "{\"id\":\"1-1\"}").statusCode()).isEqualTo(400);
            assertThat(server.post(path, "{\"id\":\"1-1\",\"hash\":\"00\"}").statusCode())
                    .isEqualTo(409);
            String right = "{\"id\":\"1-1\",\"hash\":\"" + HASH + "\"}";
            assertThat(server.post(path, right).statusCode()).isEqualTo(200);
            assertThat(server.post(path, right).statusCode()).isEqualTo(409);
            assertThat(server.get("/api/v1/approvals").body()).isEqualTo("{\"approvals\":[]}");
        }
    }

    @Test
    @Tag("A7")
    void changesTheMode(@TempDir Path directory) throws Exception {
        try (TestingServer server = new TestingServer(directory)) {
            String path = "/api/v1/runs/" + server.run() + "/mode";
            assertThat(server.post(path, "{\"mode\":\"wild\"}").body()).contains("accept-edits");
            assertThat(TestingServer.json(server.post(path, "{\"mode\":\"plan\"}"))
                            .path("mode")
                            .asString())
                    .isEqualTo("plan");
        }
    }
}
