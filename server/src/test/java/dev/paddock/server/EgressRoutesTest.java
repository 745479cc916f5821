package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("E2")
@Tag("V1")
class EgressRoutesTest {
    @AutoClose
    private final TestingServer server;

    EgressRoutesTest(@TempDir Path directory) {
        server = new TestingServer(directory);
    }

    private JsonNode change(String json) throws Exception {
        HttpResponse<String> response = server.post("/api/v1/egress", json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestingServer.json(response);
    }

    private static List<String> rules(JsonNode answer) {
        return answer.path("rules")
                .valueStream()
                .map(rule -> rule.path("level").asString() + "/"
                        + rule.path("source").asString() + " "
                        + rule.path("verdict").asString() + " "
                        + rule.path("rule").asString())
                .toList();
    }

    @Test
    void levelsAddUpAndAChangeReplacesItsOpposite() throws Exception {
        String run = server.run();
        assertThat(rules(change("{\"change\":\"allow\",\"rules\":[\"A.example\"]}")))
                .containsExactly("global/setting allow packages", "global/edited allow a.example:443");
        change("{\"change\":\"deny\",\"rules\":[\"*.b.example\"],\"project\":\"shop\"}");
        assertThat(rules(change("{\"change\":\"allow\",\"rules\":[\"c.example:80\"],\"run\":\"" + run + "\"}")))
                .containsExactly(
                        "global/setting allow packages",
                        "global/edited allow a.example:443",
                        "project/edited deny *.b.example",
                        "run/edited allow c.example:80");
        assertThat(rules(change("{\"change\":\"deny\",\"rules\":[\"a.example\"]}")))
                .containsExactly("global/setting allow packages", "global/edited deny a.example");
        assertThat(rules(change("{\"change\":\"allow\",\"rules\":[\"a.example\"]}")))
                .containsExactly("global/setting allow packages", "global/edited allow a.example:443");
        assertThat(rules(TestingServer.json(server.get("/api/v1/egress?project=shop"))))
                .hasSize(3);
        assertThat(server.store.read(query -> query.events(run, 0, 100)).stream()
                        .filter(event -> event.body() instanceof dev.paddock.event.EventBody.Egress))
                .hasSize(5);
        server.restart();
        assertThat(rules(change("{\"change\":\"remove\",\"rules\":[\"a.example\"]}")))
                .containsExactly("global/setting allow packages");
        assertThat(server.post("/api/v1/egress", "{\"change\":\"remove\",\"rules\":[\"packages\"]}")
                        .body())
                .contains("not-found")
                .contains("egress.allow");
    }

    @Test
    void aRuleThatIsNoneChangesNothingAndSaysWhy() throws Exception {
        HttpResponse<String> wrong =
                server.post("/api/v1/egress", "{\"change\":\"allow\",\"rules\":[\"fine.example\",\"10.0.0.1\"]}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("10.0.0.1").contains("IP address");
        for (String body : List.of(
                "{\"change\":\"open\",\"rules\":[\"a.example\"]}",
                "{\"change\":\"allow\",\"rules\":[]}",
                "{\"change\":\"allow\",\"rules\":[\"api.anthropic.com\"]}",
                "{\"change\":\"deny\",\"rules\":[\"open-web\"]}",
                "{\"change\":\"allow\",\"rules\":[\"a.example\"],\"project\":\"p\",\"run\":\"r\"}")) {
            assertThat(server.post("/api/v1/egress", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(server.post(
                                "/api/v1/egress",
                                "{\"change\":\"allow\",\"rules\":[\"a.example\"],\"project\":\"none\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(rules(TestingServer.json(server.get("/api/v1/egress"))))
                .containsExactly("global/setting allow packages");
    }

    @Test
    void aTestNamesTheRuleAndItsLevel() throws Exception {
        server.project();
        change("{\"change\":\"deny\",\"rules\":[\"pypi.org\"],\"project\":\"shop\"}");
        JsonNode everywhere = TestingServer.json(server.get("/api/v1/egress/test?host=pypi.org"));
        // The resolver here knows no name: the list lets it through, the look-up ends it.
        assertThat(everywhere.path("rule").asString()).isEqualTo("no-address");
        assertThat(everywhere.path("by").path("rule").asString()).isEqualTo("packages");
        JsonNode shop = TestingServer.json(server.get("/api/v1/egress/test?host=pypi.org&project=shop"));
        assertThat(shop.path("verdict").asString()).isEqualTo("deny");
        assertThat(shop.path("rule").asString()).isEqualTo("denied");
        assertThat(shop.path("by").path("level").asString()).isEqualTo("project");
        assertThat(server.get("/api/v1/egress/test").statusCode()).isEqualTo(400);
        JsonNode sets = TestingServer.json(server.get("/api/v1/egress/sets"));
        assertThat(sets.path("sets"))
                .extracting(set -> set.path("name").asString())
                .contains("packages", "open-web");
    }
}
