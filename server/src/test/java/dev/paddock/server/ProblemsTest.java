package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("V1")
class ProblemsTest {
    @AutoClose
    private final TestingServer server;

    ProblemsTest(@TempDir Path directory) {
        server = new TestingServer(directory);
    }

    private static String problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = TestingServer.json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("type").asString()).isNotBlank();
        return problem.path("detail").asString();
    }

    @Test
    void namesTheFieldThatIsNotKnown() throws Exception {
        String detail =
                problem(server.post("/api/v1/tasks", "{\"goal\":\"x\",\"project\":\"p\",\"goall\":1}"), 400, "invalid");
        assertThat(detail).contains("goall").contains("goal");
    }

    @Test
    void namesTheFieldOfTheWrongType() throws Exception {
        assertThat(problem(server.post("/api/v1/tasks", "{\"goal\":5,\"project\":\"p\"}"), 400, "invalid"))
                .contains("goal")
                .contains("a string");
        assertThat(problem(
                        server.post("/api/v1/tasks", "{\"goal\":\"x\",\"project\":\"p\",\"agents\":\"claude\"}"),
                        400,
                        "invalid"))
                .contains("agents")
                .contains("a list");
        assertThat(problem(server.post("/api/v1/tasks", "{\"project\":\"p\"}"), 400, "invalid"))
                .contains("goal");
        assertThat(problem(
                        server.post("/api/v1/tasks", "{\"goal\":\"x\",\"goal\":\"y\",\"project\":\"p\"}"),
                        400,
                        "invalid"))
                .contains("goal");
    }

    @Test
    void refusesWhatIsNotJson() throws Exception {
        assertThat(problem(server.post("/api/v1/tasks", "{"), 400, "invalid")).contains("not JSON");
        assertThat(problem(server.post("/api/v1/tasks", "{} {}"), 400, "invalid"))
                .isNotBlank();
        assertThat(problem(server.post("/api/v1/tasks", "null"), 400, "invalid"))
                .contains("object");
        HttpResponse<String> form = server.client.send(
                server.request("/api/v1/tasks")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(problem(form, 400, "invalid")).contains("Content-Type");
    }

    @Test
    void boundsBodies() throws Exception {
        String goal = "x".repeat(5 << 20);
        assertThat(problem(server.post("/api/v1/tasks", "{\"goal\":\"" + goal + "\"}"), 413, "limit"))
                .contains("bytes");
        String longer = "x".repeat(100_001);
        assertThat(problem(
                        server.post("/api/v1/tasks", "{\"project\":\"p\",\"goal\":\"" + longer + "\"}"),
                        400,
                        "invalid"))
                .contains("goal");
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        String run = server.run();
        assertThat(problem(server.get("/api/v1/runs/nope"), 404, "not-found")).contains(run);
        assertThat(problem(server.get("/api/v1/tasks/nope"), 404, "not-found")).contains("nope");
        assertThat(problem(server.get("/api/v1/projects/nope"), 404, "not-found"))
                .contains("project list");
        assertThat(problem(server.get("/api/v1/nope"), 404, "not-found")).contains("openapi.yaml");
        assertThat(problem(server.get("/"), 404, "not-found")).contains("GET /");
        assertThat(problem(server.get("/api/v1/runs/" + run + "/events?after=x"), 400, "invalid"))
                .contains("after");
        assertThat(problem(server.get("/api/v1/tasks?state=odd"), 400, "invalid"))
                .contains("live");
    }

    @Test
    void listsWhatAnAmbiguousNameCouldBe() throws Exception {
        String first = server.run("twin");
        String second = server.run("twin");
        assertThat(problem(server.get("/api/v1/runs/twin"), 409, "conflict"))
                .contains(first)
                .contains(second);
        assertThat(server.get("/api/v1/runs/" + first).statusCode()).isEqualTo(200);
    }

    @Test
    void findsARunByTaskAndAgent() throws Exception {
        String run = server.run("lone");
        for (String key : new String[] {run, run.substring(0, 6), "lone", "lone%2Fclaude"}) {
            HttpResponse<String> response = server.get("/api/v1/runs/" + key);
            assertThat(response.statusCode()).as(key + response.body()).isEqualTo(200);
            assertThat(TestingServer.json(response).path("id").asString()).isEqualTo(run);
        }
    }

    @Test
    void tellsNothingOfItsInsides() throws Exception {
        server.store.close();
        String detail = server.get("/api/v1/tasks").body();
        assertThat(detail).doesNotContain("Exception").doesNotContain("at dev.");
    }
}
