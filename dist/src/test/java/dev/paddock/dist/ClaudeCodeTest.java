package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main job, with the real Claude Code under rehearsal. */
class ClaudeCodeTest {
    private static final String SCRIPT = """
            version: 1
            name: greet
            dialogues:
              - turn: later
                steps:
                  - text: You asked for more.
                    tool: Bash
                    input: {command: "echo more >> hello.txt"}
                  - text: "Did more: {{prompt}}"
              - when: search
                steps:
                  - tool: Bash
                    input:
                      description: the whole search
                      command: |
                        { env; cat /proc/*/environ /proc/*/cmdline; } 2>/dev/null | tr '\\0' '\\n' > found.txt
                        grep -rs planted /home /tmp /etc /paddock /dev/shm /run >> found.txt
                        echo searched >> found.txt
                  - text: I searched.
              - when: busy
                steps:
                  - text: This will take a while.
                    tool: Bash
                    input: {command: "echo began > busy.txt; for i in $(seq 600); do sleep 0.2; done"}
                  - text: Done at last.
              - steps:
                  - thinking: I should look first.
                    text: I'll look first.
                    tool: Bash
                    input: {command: "cat hello.txt; git log --oneline"}
                  - text: Now I'll write.
                    tools:
                      - tool: Write
                        input: {file_path: greeting.txt, content: "good day\\n"}
                      - tool: Bash
                        input: {command: "mkdir -p .claude ignored && echo x > .claude/own.txt && echo y > ignored/z"}
                  - text: "Done: {{goal}}"
            """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;
    private static Path script;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("a home"))
                .with("ANTHROPIC_API_KEY", "sk-ant-api03-planted-key-0123456789abcdef")
                .withClaude();
        repository = Repository.create(directory.resolve("my project"));
        script = directory.resolve("script.yaml");
        Installation.write(script, SCRIPT);
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    /** Runs to the end of its turn. */
    private static Done run(String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", goal, "--rehearse=" + script, "--json"));
        arguments.addAll(List.of(more));
        return paddock.in(repository.directory(), arguments.toArray(String[]::new))
                .ok();
    }

    private static String start(String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--rehearse=" + script));
        arguments.addAll(List.of(more));
        return paddock.start(repository.directory(), goal, arguments.toArray(String[]::new));
    }

    @Test
    @Tag("A1")
    @Tag("A8")
    @Tag("T1")
    @Tag("G2")
    @Tag("G4")
    @Tag("C6")
    @Tag("E8")
    void changesARepositoryAndEndsWithTheExpectedCommit() throws IOException {
        Done done = run("Write a greeting", "--name", "greet");
        JsonNode run = done.run();
        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("branch").asString()).isEqualTo("agent/greet-1");
        assertThat(done.json().path("task").path("base").asString()).isEqualTo(repository.git("rev-parse", "HEAD"));
        String id = done.id();

        JsonNode shown = paddock.show(id);
        assertThat(shown.path("diff").path("files").asInt()).isEqualTo(1);
        assertThat(shown.path("diff").path("added").asInt()).isEqualTo(1);
        assertThat(shown.path("usage").path("outputTokens").asLong()).isPositive();
        assertThat(shown.path("usage").path("requests").asLong()).isGreaterThanOrEqualTo(3);

        // The patch is one that git takes, and holds what the agent wrote and nothing of its own files.
        String patch = paddock.in(repository.directory(), "diff", id).ok().out();
        Installation.write(directory.resolve("greet.patch"), patch);
        repository.git("apply", "--check", directory.resolve("greet.patch").toString());
        assertThat(patch).contains("+good day").doesNotContain(".claude").doesNotContain("ignored/");
        assertThat(paddock.events(id, "collected").getLast().path("leftOut").toString())
                .contains(".claude");

        // The branch can be fetched with plain git, and its tip names task, run and agent.
        JsonNode project = paddock.paddock("project", "list", "--json")
                .ok()
                .json()
                .path("projects")
                .path(0);
        JsonNode status = paddock.paddock("status", "--json").ok().json();
        String token = paddock.api().token();
        repository.git(
                "-c",
                "http.extraHeader=Authorization: Bearer " + token,
                "fetch",
                "-q",
                status.path("server").path("url").asString().replaceAll("/$", "")
                        + project.path("git").asString(),
                run.path("branch").asString());
        assertThat(repository.git("rev-parse", "FETCH_HEAD"))
                .isEqualTo(run.path("commit").asString());
        assertThat(repository.git("log", "-1", "--format=%an <%ae>", "FETCH_HEAD"))
                .isEqualTo("Ada Person <ada@example.com>");
        assertThat(repository.git("log", "-1", "--format=%B", "FETCH_HEAD"))
                .contains("Paddock-Task: ", "Paddock-Run: " + id, "Paddock-Agent: claude");
        assertThat(repository.git("show", "FETCH_HEAD:greeting.txt")).isEqualTo("good day");
        assertThat(repository.git("status", "--porcelain")).isEmpty();
    }

    @Test
    @Tag("C1")
    @Tag("C3")
    void goesOnInTheSameConversation() {
        String id = run("Write another greeting").id();
        paddock.paddock("say", id, "and something more", "--json").ok();
        paddock.awaitText(id, "Did more: and something more");
        paddock.await(id, "finished");
        assertThat(paddock.paddock("diff", id).ok().out()).contains("+more").contains("+good day");
        assertThat(paddock.events(id, "prompt"))
                .extracting(event -> event.path("text").asString())
                .containsExactly("Write another greeting", "and something more");
        assertThat(paddock.events(id, "tool"))
                .anyMatch(event -> event.path("title").asString().contains("cat hello.txt"));
    }

    @Test
    @Tag("C1")
    @Tag("S1")
    void goesOnInANewSandboxWhenTheOldOneIsGone() {
        String id = run("Write a third greeting").id();
        paddock.paddock("stop", id, "--json");
        paddock.paddock("say", id, "go on after the stop", "--json").ok();
        paddock.awaitText(id, "Did more: go on after the stop");
        paddock.await(id, "finished");
        assertThat(paddock.paddock("diff", id).ok().out()).contains("+more").contains("+good day");
    }

    @Test
    @Tag("T5")
    void interruptsABusyAgentAndKeepsTheConversation() {
        String id = start("be busy");
        paddock.awaitEvent(id, "tool", "seq 600");
        paddock.paddock("interrupt", id, "--json").ok();
        JsonNode after = paddock.await(id, "finished");
        assertThat(after.path("reason").asString()).contains("interrupted");
        paddock.paddock("say", id, "what now", "--json").ok();
        paddock.awaitText(id, "Did more: what now");
        paddock.await(id, "finished");
    }

    @Test
    @Tag("T5")
    @Tag("attack-20")
    void stopsABusyAgentWithoutAProcessLeftAndKeepsItsWork() {
        String id = start("be busy again");
        paddock.awaitEvent(id, "tool", "seq 600");
        Processes.awaitCommand("seq 600");
        paddock.paddock("stop", id, "--json").ok();
        assertThat(paddock.await(id, "cancelled").path("alive").asBoolean()).isFalse();
        Processes.awaitNoCommand(id);
        assertThat(paddock.paddock("diff", id).ok().out()).contains("busy.txt");
    }

    @Test
    @Tag("E3")
    @Tag("attack-48")
    void theKeyIsNowhereInTheSandboxNorInTheJournal() {
        String id = run("search for the key").id();
        String found = paddock.paddock("diff", id).ok().out();
        assertThat(found)
                .as("what the agent found in its environment, in /proc and in files")
                .contains("searched")
                .contains("ANTHROPIC_API_KEY=paddock-placeholder")
                .doesNotContain("sk-ant-api03");
        String journal = paddock.paddock("logs", id, "--json").ok().out();
        assertThat(journal).contains("the whole search").doesNotContain("sk-ant-api03");
    }

    @Test
    @Tag("T2")
    @Tag("S1")
    @Tag("attack-90")
    void twoRunsAtOnceSeeNeitherFilesNorObjectsOfTheOther() {
        String first = start("be busy, the first");
        String second = start("be busy, the second");
        paddock.awaitEvent(first, "tool", "seq 600");
        paddock.awaitEvent(second, "tool", "seq 600");
        String object = paddock.paddock(
                        "exec", first, "--", "sh", "-c", "echo of-the-first > own.txt; git hash-object -w own.txt")
                .ok()
                .out()
                .strip();
        assertThat(paddock.paddock("exec", first, "--", "git", "cat-file", "-e", object)
                        .exitCode())
                .isZero();
        assertThat(paddock.paddock("exec", second, "--", "git", "cat-file", "-e", object)
                        .exitCode())
                .isNotZero();
        assertThat(paddock.paddock("exec", second, "--", "test", "-e", "own.txt")
                        .exitCode())
                .isEqualTo(1);
        assertThat(paddock.paddock("exec", second, "--", "sh", "-c", "grep -rs of-the-first /workspace /home /tmp")
                        .exitCode())
                .isNotZero();
        String processes = paddock.paddock("exec", second, "--", "sh", "-c", "cat /proc/*/cmdline | tr '\\0' ' '")
                .ok()
                .out();
        assertThat(processes).doesNotContain(first);
        paddock.paddock("stop", first).ok();
        assertThat(paddock.show(second).path("state").asString()).isEqualTo("running");
        paddock.paddock("stop", second).ok();
    }

    @Test
    @Tag("T8")
    @Tag("E8")
    void aRunEndsAtItsTurnLimitAndGoesOnWithMore() {
        String id = start("Write a limited greeting", "--limit", "turns=3", "--limit", "time=30m");
        JsonNode failed = paddock.await(id, "failed");
        assertThat(failed.path("reason").asString())
                .contains(
                        "as many model requests as it may, 3",
                        "paddock restart " + id + " --from-failure --limit turns=6");
        assertThat(failed.path("turns").asInt()).isEqualTo(3);
        assertThat(failed.path("diff").path("files").asInt())
                .as("its work is kept")
                .isEqualTo(1);
        assertThat(paddock.events(id, "limit")).singleElement().satisfies(told -> {
            assertThat(told.path("limit").asString()).isEqualTo("turns");
            assertThat(told.path("ends").asBoolean()).isTrue();
        });
        assertThat(paddock.events(id, "verdict"))
                .anyMatch(verdict -> verdict.path("rule").asString().equals("turn-limit"));
        assertThat(paddock.paddock("show", id).ok().out()).contains("3 turns of 3", "of 30m", "turns 3, idle 30m");
        assertThat(paddock.paddock("restart", id, "--from-failure").err()).contains("--limit turns=6");
        paddock.paddock("restart", id, "--from-failure", "--limit", "turns=50").ok();
        paddock.await(id, "finished");
    }
}
