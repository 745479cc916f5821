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
    @Tag("A1")
    @Tag("T2")
    @Tag("T3")
    @Tag("L1")
    void claudeCodeAndCodexReachOneGoalSideBySide() {
        try (Installation paddock = new Installation(directory.resolve("home"))
                .with("XDG_DATA_HOME", directory.resolve("data").toString())) {
            Done done = paddock.paddock("demo");
            assertThat(done.exitCode()).as(() -> done.out() + done.err()).isZero();
            assertThat(done.out()).contains("4 of 6 pass", "6 of 6 pass ✓", "7 of 7 pass ✓", "Side by side");
            JsonNode tasks = paddock.paddock("list", "--json").ok().json().path("tasks");
            assertThat(tasks).hasSize(1);
            assertThat(tasks.path(0).path("runs"))
                    .extracting(run -> run.path("agent").asString())
                    .containsExactly("claude", "codex");
            assertThat(tasks.path(0).path("runs")).allSatisfy(run -> {
                assertThat(run.path("state").asString()).isEqualTo("finished");
                assertThat(done.out() + done.err()).contains(run.path("branch").asString());
            });
            assertThat(tasks.path(0).path("runs"))
                    .extracting(run -> run.path("diff").path("files").asInt())
                    .containsExactly(2, 3);
        }
    }
}
