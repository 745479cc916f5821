package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.dist.SmallProjects.Small;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        paddock = new Installation(directory.resolve("home")).with("PADDOCK_EGRESS_ALLOW", "packages");
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
        record Started(String name, Small small, String run) {}
        List<Started> all = new ArrayList<>();
        SmallProjects.all().forEach((name, small) -> {
            String goal = small.command() + " 2>&1 && echo built and tested; code=$?; "
                    + "curl -sS -m 20 https://elsewhere.example/ 2>&1; exit $code";
            all.add(new Started(name, small, start(small.create(directory.resolve(name)), goal)));
        });
        for (Started started : all) {
            String run = started.run();
            JsonNode ended = paddock.await(run, "finished", "failed");
            assertThat(ended.path("state").asString())
                    .as(() -> started.name() + ": " + paddock.text(run) + paddock.events(run, "verdict"))
                    .isEqualTo("finished");
            assertThat(paddock.text(run)).contains("built and tested");
            assertThat(paddock.events(run, "verdict"))
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString())
                                .isEqualTo(started.small().registry());
                        assertThat(event.path("verdict").asString()).isEqualTo("allow");
                    })
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString()).isEqualTo("elsewhere.example");
                        assertThat(event.path("verdict").asString()).isEqualTo("deny");
                    });
        }
    }
}
