package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What agents ask people, with the real Claude Code under rehearsal. */
@Tag("A7")
@Tag("H4")
class PermissionTest {
    private static final String SCRIPT = """
            version: 1
            name: asking
            dialogues:
              - turn: later
                steps:
                  - text: "Told: {{prompt}}"
              - when: the whole way
                steps:
                  - text: I'll write a file.
                    tool: Write
                    input: {file_path: one.txt, content: "one\\n"}
                  - text: I'll run a command.
                    tool: Bash
                    input: {command: "sh -c 'echo ran >> two.txt'"}
                  - text: And another one.
                    tool: Bash
                    input: {command: "rm one.txt"}
                  - text: Nobody should see this.
              - steps:
                  - text: I'll write a file.
                    tool: Write
                    input: {file_path: one.txt, content: "one\\n"}
                  - text: I'll run a command.
                    tool: Bash
                    input: {command: "sh -c 'echo ran >> two.txt'"}
                  - text: That was all.
            """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;
    private static Path script;

    @BeforeAll
    static void install() throws IOException {
        paddock = new Installation(directory.resolve("home")).withClaude();
        repository = Repository.create(directory.resolve("project"));
        script = directory.resolve("script.yaml");
        Files.writeString(script, SCRIPT);
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static String start(String goal, String mode) {
        return paddock.start(repository.directory(), goal, "--agent", "claude", "--rehearse=" + script, "--mode", mode);
    }

    /** Waits until the run asks something new, and gives what it asks. */
    private static JsonNode awaitAsked(String run, String title) {
        paddock.awaitEvent(run, "permission", title);
        JsonNode shown = paddock.await(run, "waiting");
        assertThat(shown.path("waiting").asString()).isEqualTo("approval");
        JsonNode asked = shown.path("approvals").path(0);
        assertThat(asked.path("title").asString()).contains(title);
        return asked;
    }

    @Test
    @Tag("T7")
    void aPersonAnswersWhatClaudeCodeAsksAndAKilledServerForgetsNothing() {
        String id = start("Go the whole way", "ask");

        JsonNode write = awaitAsked(id, "one.txt");
        String text = paddock.paddock("logs", id).ok().out();
        assertThat(text)
                .contains(
                        "+ one",
                        "paddock approve " + id + " --id " + write.path("id").asString());
        assertThat(paddock.paddock("list").ok().out().lines().limit(2))
                .last()
                .asString()
                .contains("waiting", "one.txt");
        assertThat(paddock.paddock("status").ok().out()).contains("1 request waits for approval");
        assertThat(paddock.paddock("approve", id, "--hash", "0123456789ab").exitCode())
                .isEqualTo(7);
        assertThat(paddock.paddock("approve", id).ok().out()).contains("+ one", "approved");

        JsonNode command = awaitAsked(id, "two.txt");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        JsonNode still = awaitAsked(id, "two.txt");
        assertThat(still).isEqualTo(command);
        String which = command.path("id").asString();
        assertThat(paddock.paddock("approve", id, "--id", which).ok().out()).contains("$ sh -c 'echo ran >> two.txt'");
        assertThat(paddock.paddock("approve", id, "--id", which).exitCode()).isEqualTo(7);
        // Killed with the answer just given: it is not given twice.
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();

        awaitAsked(id, "rm one.txt");
        paddock.paddock("reject", id, "--reason", "that file stays").ok();
        paddock.awaitText(id, "that file stays");
        JsonNode end = paddock.await(id, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");

        String patch = paddock.paddock("diff", id).ok().out();
        assertThat(patch).contains("+one").contains("+ran");
        assertThat(patch.lines().filter("+ran"::equals)).hasSize(1);
        assertThat(paddock.text(id)).doesNotContain("Nobody should see this");
        List<JsonNode> decided = paddock.events(id, "permission").stream()
                .filter(event -> event.has("decision"))
                .toList();
        assertThat(decided)
                .extracting(event -> event.path("decision").asString() + " by "
                        + event.path("by").asString())
                .containsExactly("approved by person", "approved by person", "rejected by person");
        assertThat(paddock.events(id).stream().filter(event -> event.toString().contains("\"started\"")))
                .as("one agent process served the whole run")
                .hasSize(1);
        assertThat(paddock.paddock("logs", id, "--verify").ok().out()).isNotBlank();
    }

    @Test
    @Tag("T5")
    void editsPassInAcceptEditsAndAnInterruptTakesBackWhatWaits() {
        String id = start("Write and run", "accept-edits");
        JsonNode command = awaitAsked(id, "two.txt");
        assertThat(paddock.events(id, "permission").stream()
                        .filter(event -> event.path("title").asString().contains("one.txt")
                                && !"policy".equals(event.path("by").asString())))
                .isEmpty();
        paddock.paddock("interrupt", id).ok();
        paddock.await(id, "finished");
        assertThat(paddock.paddock("approve", id, "--id", command.path("id").asString())
                        .exitCode())
                .isEqualTo(7);
        assertThat(paddock.paddock("diff", id).ok().out()).contains("one.txt").doesNotContain("two.txt");

        // A freer mode asks no more, in the same conversation.
        paddock.paddock("say", id, "--mode", "bypass", "go on").ok();
        paddock.awaitText(id, "Told: go on");
        assertThat(paddock.await(id, "finished").path("mode").asString()).isEqualTo("bypass");
    }

    @Test
    void planChangesNothing() {
        String id = start("Write and run", "plan");
        JsonNode shown = paddock.await(id, "waiting", "finished");
        while (shown.path("state").asString().equals("waiting")) {
            String asked = shown.path("approvals").path(0).path("title").asString();
            assertThat(asked).as("edits are not even asked").doesNotContain("one.txt");
            paddock.paddock("reject", id).ok();
            shown = paddock.await(id, "waiting", "finished");
        }
        assertThat(shown.path("diff").path("files").asInt()).isZero();
        assertThat(paddock.events(id, "permission")).isNotEmpty();
    }

    @Test
    void stoppingARunVoidsWhatItAsks() {
        String id = start("Write and run", "ask");
        JsonNode asked = awaitAsked(id, "one.txt");
        paddock.paddock("stop", id).ok();
        assertThat(paddock.await(id, "cancelled").has("approvals")).isFalse();
        assertThat(paddock.events(id, "permission").getLast().path("decision").asString())
                .isEqualTo("void");
        assertThat(paddock.paddock("approve", id, "--id", asked.path("id").asString())
                        .exitCode())
                .isEqualTo(7);
        assertThat(paddock.paddock("approve").ok().out()).doesNotContain(id);
    }

    @Test
    void aModeThatIsNoneIsRefused() {
        assertThat(paddock.in(repository.directory(), "run", "x", "--rehearse=" + script, "--mode", "wild")
                        .exitCode())
                .isEqualTo(2);
        assertThat(paddock.in(repository.directory(), "run", "true", "--agent", "shell", "--mode", "ask")
                        .err())
                .contains("plain command");
    }
}
