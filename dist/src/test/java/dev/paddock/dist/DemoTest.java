package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoTest {
    @TempDir
    private Path directory;

    @Test
    @Tag("A8")
    @Tag("T2")
    @Tag("L1")
    void twoAgentsFixTwoTestsSideBySide() {
        try (Installation paddock = new Installation(directory.resolve("home"))
                .with("XDG_DATA_HOME", directory.resolve("data").toString())) {
            Installation.Done done = paddock.paddock("demo");
            assertThat(done.exitCode()).as(() -> done.out() + done.err()).isZero();
            JsonNode tasks = paddock.paddock("list", "--json").ok().json().path("tasks");
            assertThat(tasks).hasSize(2).allSatisfy(task -> {
                JsonNode run = task.path("runs").path(0);
                assertThat(run.path("state").asString()).isEqualTo("finished");
                assertThat(run.path("diff").path("files").asInt()).isEqualTo(1);
                assertThat(done.out() + done.err()).contains(run.path("branch").asString());
            });
        }
    }
}
