package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.dist.SmallProjects.Small;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The project's own world inside a run, with the real package managers and the registries. */
class EnvironmentTest {
    @TempDir
    private static Path directory;

    private static Installation paddock;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home"))
                .with("PADDOCK_EGRESS_ALLOW", String.join(",", SmallProjects.REGISTRIES));
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static String start(Repository repository, String goal) {
        return paddock.in(repository.directory(), "run", goal, "--agent", "shell", "--detach", "--json")
                .ok()
                .json()
                .path("runs")
                .path(0)
                .path("id")
                .asString();
    }

    @Test
    @Tag("S14")
    @Tag("E2")
    void projectsOfEachPackageManagerAreBuiltAndTestedFromTheRegistriesAlone() {
        Map<String, String> runs = new LinkedHashMap<>();
        SmallProjects.all()
                .forEach((name, small) -> runs.put(
                        name,
                        start(
                                small.create(directory.resolve(name)),
                                small.command() + " 2>&1 && echo built and tested; code=$?; "
                                        + "curl -sS -m 20 https://elsewhere.example/ 2>&1; exit $code")));
        runs.forEach((name, run) -> {
            JsonNode ended = paddock.await(run, "finished", "failed");
            assertThat(ended.path("state").asString())
                    .as(() -> name + ": " + paddock.text(run) + paddock.events(run, "verdict"))
                    .isEqualTo("finished");
            assertThat(paddock.text(run)).contains("built and tested");
            Small small = SmallProjects.all().get(name);
            assertThat(paddock.events(run, "verdict"))
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString()).isEqualTo(small.registry());
                        assertThat(event.path("verdict").asString()).isEqualTo("allow");
                    })
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString()).isEqualTo("elsewhere.example");
                        assertThat(event.path("verdict").asString()).isEqualTo("deny");
                    });
        });
    }
}
