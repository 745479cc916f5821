package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Several agents at once: the real Claude Code and the real Codex, side by side and in one sandbox. */
class TogetherTest {
    private static final String SCRIPT = """
            version: 1
            name: together
            dialogues:
              - when: review this change
                steps:
                  - text: I'll read it.
                    do:
                      - run: cat greeting.txt
                        why: Read the change
                  - text: "The review: a greeting should be longer."
              - when: have it reviewed
                steps:
                  - text: I'll write it.
                    do:
                      - write: greeting.txt
                        content: "good day\\n"
                  - text: Now I'll ask for a review.
                    do:
                      - run: codex exec 'review this change' 2>codex.log | tee review.txt; env > environment.txt; cat ~/.claude/CLAUDE.md ~/.claude/commands/hi.md ~/.codex/AGENTS.md > own.txt
                        why: Ask Codex for a review
                  - text: Done, and reviewed.
              - steps:
                  - text: I'll write.
                    do:
                      - write: greeting.txt
                        content: "good day\\n"
                  - text: "Done: {{goal}}"
            """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;
    private static Path script;

    @BeforeAll
    static void install() {
        Path person = directory.resolve("person");
        Installation.write(person.resolve(".claude/CLAUDE.md"), "my own rules\n");
        Installation.write(person.resolve(".claude/commands/hi.md"), "my own command\n");
        Installation.write(person.resolve(".claude/.credentials.json"), "{}");
        Installation.write(person.resolve(".codex/AGENTS.md"), "rules for codex\n");
        paddock = new Installation(directory.resolve("home"))
                .with("HOME", person.toString())
                .with("PADDOCK_AGENTS_CLAUDE_OWN", "CLAUDE.md, commands")
                .with("PADDOCK_AGENTS_CODEX_OWN", "AGENTS.md");
        repository = Repository.create(directory.resolve("project"));
        script = directory.resolve("script.yaml");
        Installation.write(script, SCRIPT);
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    @Test
    @Tag("T3")
    @Tag("A1")
    void worksOnOneGoalSideBySide() {
        JsonNode started = paddock.in(
                        repository.directory(),
                        "run",
                        "Write a greeting",
                        "--agent",
                        "claude",
                        "--agent",
                        "codex",
                        "--rehearse=" + script,
                        "--json")
                .ok()
                .json();
        assertThat(started.path("runs")).hasSize(2);
        assertThat(started.path("runs"))
                .extracting(run -> run.path("agent").asString())
                .containsExactly("claude", "codex");
        assertThat(started.path("runs"))
                .extracting(run -> run.path("branch").asString())
                .containsExactly("agent/write-a-greeting-1", "agent/write-a-greeting-2");
        started.path("runs").forEach(run -> {
            assertThat(run.path("state").asString()).isEqualTo("finished");
            String id = run.path("id").asString();
            assertThat(paddock.paddock("diff", id).ok().out()).contains("+good day");
            assertThat(paddock.text(id)).contains("Done: Write a greeting");
        });
        assertThat(paddock.paddock("list", "--json")
                        .ok()
                        .json()
                        .path("tasks")
                        .path(0)
                        .path("runs"))
                .hasSize(2);
    }

    @Test
    @Tag("A9")
    @Tag("A10")
    @Tag("E8")
    void asksAnotherAgentInTheSameSandboxEachOnItsOwnMeter() {
        JsonNode run = paddock.in(
                        repository.directory(),
                        "run",
                        "Write a greeting and have it reviewed",
                        "--with",
                        "codex",
                        "--rehearse=" + script,
                        "--json")
                .ok()
                .run();
        String id = run.path("id").asString();
        assertThat(run.path("agent").asString()).isEqualTo("claude");
        String patch = paddock.paddock("diff", id).ok().out();
        assertThat(patch).contains("+The review: a greeting should be longer.", "+good day");
        assertThat(patch).contains("+OPENAI_API_KEY=paddock-placeholder", "+ANTHROPIC_API_KEY=paddock-placeholder");
        assertThat(patch).contains("+my own rules", "+my own command", "+rules for codex");
        assertThat(paddock.events(id, "usage"))
                .extracting(event -> event.path("vendor").asString())
                .contains("anthropic", "openai");
        assertThat(paddock.text(id)).contains("Done, and reviewed.");

        assertThat(paddock.in(repository.directory(), "run", "x", "--with", "shell", "--rehearse")
                        .err())
                .contains("can't be called by another");
    }
}
