package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Claude Code and Codex whose sandbox, relay or own program is killed go on in the same conversation. */
@Tag("T7")
class KilledTest {
    private static final String SCRIPT = """
        version: 1
        name: killed
        dialogues:
          - turn: later
            steps:
              - text: I go on.
                do:
                  - run: echo more >> hello.txt
                    why: Write more
              - text: "Did more: {{prompt}}"
          - when: busy
            steps:
              - text: This will take a while.
                do:
                  - run: echo began >> busy.txt; seq 3000 | while read i; do sleep 0.1; done
                    why: Be busy
              - text: Done at last.
          - steps:
              - text: "Done: {{goal}}"
        """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;
    private static Path script;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home")).withClaude();
        paddock.paddock("agent", "install", "codex").ok();
        repository = Repository.create(directory.resolve("project"));
        script = directory.resolve("script.yaml");
        Installation.write(script, SCRIPT);
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static String start(String agent, String goal) {
        return paddock.in(
                        repository.directory(),
                        "run",
                        goal,
                        "--agent",
                        agent,
                        "--rehearse=" + script,
                        "--json",
                        "--detach")
                .ok()
                .json()
                .path("runs")
                .path(0)
                .path("id")
                .asString();
    }

    private static String busy(String agent) {
        String id = start(agent, "be busy");
        paddock.awaitEvent(id, "tool", "seq 3000");
        awaitBegun(id);
        return id;
    }

    private static void awaitBegun(String id) {
        Awaitility.await("the tool of " + id + " at work")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(directory(id).resolve("layer/upper/busy.txt")));
    }

    private static Path directory(String run) {
        return paddock.home().resolve("runs").resolve(run);
    }

    private static Optional<ProcessHandle> process(Path state) {
        try {
            return ProcessHandle.of(
                    Long.parseLong(Files.readString(state).strip().split(" ")[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessHandle holder(String run) {
        return process(directory(run).resolve("holder/state")).orElseThrow();
    }

    /** Kills the agent's program and all that it started, not what has it between its files. */
    private static void killAgent(String run) {
        ProcessHandle outer = process(directory(run).resolve("io/1/process")).orElseThrow();
        List<ProcessHandle> programs = outer.descendants()
                .filter(one -> one.info().commandLine().orElse("").contains("bwrap"))
                .toList();
        assertThat(programs).isNotEmpty();
        programs.forEach(ProcessHandle::destroyForcibly);
    }

    private static long launches(String run) {
        return paddock.events(run, "agent").stream()
                .filter(event -> event.path("what").asString().equals("started"))
                .count();
    }

    /** It was started again, told so, and its conversation goes on in the same home and workspace. */
    private static void assertWentOn(String run, int launches) {
        JsonNode end = paddock.await(run, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
        assertThat(launches(run)).as(run).isEqualTo(launches);
        // The agent may have noticed first that its model was gone with the server.
        assertThat(paddock.text(run)).containsPattern("Did more: .*(were|was) interrupted");
        assertThat(paddock.paddock("diff", run).ok().out()).contains("+began", "+more");
        assertThat(paddock.events(run, "prompt")).hasSize(2);
        assertThat(paddock.paddock("logs", run, "--verify").ok().out()).isNotBlank();
    }

    @Test
    void theServerLivesAndWhatItWatchesDies() {
        String holder = busy("claude");
        String relay = busy("codex");
        String agent = busy("claude");
        Processes.kill(holder(holder).pid());
        ProcessHandle forwards = holder(relay)
                .children()
                .filter(one -> one.info().commandLine().orElse("").contains("socat"))
                .findFirst()
                .orElseThrow();
        Processes.kill(forwards.pid());
        killAgent(agent);
        assertWentOn(holder, 2);
        assertWentOn(relay, 2);
        assertWentOn(agent, 2);
    }
}
