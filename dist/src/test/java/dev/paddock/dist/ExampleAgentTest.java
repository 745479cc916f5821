package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An agent that Paddock does not know, by the file that {@code docs/agents.md} shows. */
class ExampleAgentTest {
    private static final Path FILE =
            Path.of("..", "docs", "agents", "example.yaml").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @Test
    @Tag("A1")
    @Tag("A2")
    void isAddedRunUpdatedAndRemoved() throws Exception {
        Repository repository = Repository.create(directory.resolve("project"));
        try (Installation paddock = new Installation(directory.resolve("home"))) {
            JsonNode added = paddock.paddock("agent", "add", FILE.toString(), "--json")
                    .ok()
                    .json();
            assertThat(added.path("source").asString()).isEqualTo("added");
            assertThat(added.path("version").asString()).isEqualTo("1.0.0");

            JsonNode run = paddock.in(repository.directory(), "run", "look around", "--agent", "example", "--json")
                    .ok()
                    .run();
            assertThat(run.path("state").asString()).isEqualTo("finished");
            String id = run.path("id").asString();
            assertThat(paddock.text(id)).contains("Now I understand the project structure");
            assertThat(paddock.events(id, "tool")).anyMatch(e -> e.toString().contains("Reading project files"));

            JsonNode shown =
                    paddock.paddock("agent", "show", "example", "--json").ok().json();
            assertThat(shown.path("installed").asBoolean()).isTrue();
            assertThat(shown.path("program").path("integrity").asString()).startsWith("sha512-");
            Path program = Path.of(shown.path("program").path("directory").asString());
            assertThat(program.resolve("node_modules/zod")).isDirectory();
            String text = paddock.paddock("agent", "show", "example").ok().out();
            assertThat(text).contains("@agentclientprotocol/sdk 1.0.0", "example.yaml (added)");

            JsonNode updated = paddock.paddock("agent", "update", "example", "--to", "1.1.0", "--json")
                    .ok()
                    .json();
            assertThat(updated.path("from").asString()).isEqualTo("1.0.0");
            assertThat(updated.path("to").asString()).isEqualTo("1.1.0");
            Path lock = paddock.home().resolve("agents.d/example/package-lock.json");
            assertThat(Files.readString(lock)).contains("\"1.1.0\"").doesNotContain("\"resolved\"");
            assertThat(paddock.paddock("agent", "update", "example", "--to", "0.0.99")
                            .err())
                    .contains("npm knows no @agentclientprotocol/sdk 0.0.99");

            // The run is kept warm with it: it stays until that has ended.
            assertThat(paddock.paddock("agent", "remove", "example").err()).contains("paddock stop " + id);
            paddock.paddock("stop", id);
            JsonNode removed =
                    paddock.paddock("agent", "remove", "example", "--json").ok().json();
            assertThat(removed.path("removed").toString()).contains("example.yaml", "/1.1.0-");
            assertThat(lock).doesNotExist();
            assertThat(paddock.paddock("agent", "show", "example").exitCode()).isEqualTo(6);
            assertThat(paddock.paddock("agent", "remove", "shell").err()).contains("ships with Paddock");
        }
    }
}
