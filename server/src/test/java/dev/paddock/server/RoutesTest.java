package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

@Tag("V1")
class RoutesTest {
    private static final Set<String> VERBS = Set.of("get", "post", "put", "delete", "patch");

    static Set<String> described() {
        JsonNode document = YAMLMapper.shared().readTree(new String(ServerRoutes.openapi(), StandardCharsets.UTF_8));
        Set<String> routes = new TreeSet<>();
        for (var path : document.path("paths").properties()) {
            for (Iterator<String> names = path.getValue().propertyNames().iterator(); names.hasNext(); ) {
                String verb = names.next();
                if (VERBS.contains(verb)) {
                    routes.add(verb.toUpperCase(Locale.ROOT) + " /api/v1" + path.getKey());
                }
            }
        }
        return routes;
    }

    @Test
    void servesExactlyWhatTheDocumentDescribes(@TempDir Path directory) {
        try (TestingServer server = new TestingServer(directory)) {
            Set<String> served = new TreeSet<>(server.routes());
            served.removeIf(route -> !route.contains(" /api/"));
            assertThat(served).isEqualTo(described()).hasSizeGreaterThan(25);
        }
    }

    @Test
    @Tag("S2")
    void streamsAProof(@TempDir Path directory) throws Exception {
        try (TestingServer server = new TestingServer(directory)) {
            assertThat(server.post("/api/v1/proof", "{}").body().lines())
                    .containsExactly(
                            "{\"attack\":1,\"title\":\"read the server's and its user's files\",\"outcome\":\"escaped\",\"detail\":\"by the window\"}",
                            "{\"done\":true,\"ok\":false,\"provider\":\"glass\"}");
            assertThat(server.post("/api/v1/proof", "{\"attacks\":[1000]}").body())
                    .contains("there is no attack 1000");
        }
    }
}
