package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Claude Code and Codex whose server, sandbox, relay or own program is killed, or whose machine is restarted, go on in the same conversation. */
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
          - when: cut
            steps:
              - text: One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.
                pace: {chars: 6, every: 50ms}
                cut: {after: 5}
          - when: busy
            steps:
              - text: This will take a while.
                do:
                  - run: echo began >> busy.txt; seq 3000 | while read i; do sleep 0.1; done
                    why: Be busy
              - text: Codex does not wait for a command for longer than ten seconds.
                do:
                  - run: sleep 301
                    why: Stay busy
              - text: It still takes a while.
                do:
                  - run: sleep 302
                    why: Stay busy
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
        return paddock.start(repository.directory(), goal, "--agent", agent, "--rehearse=" + script);
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
    void theServerIsGoneAndSoAreAgentsOrTheWholeMachine() throws IOException {
        String first = busy("claude");
        String third = start("claude", "Just answer");
        paddock.await(third, "finished");

        ProcessHandle server = ProcessHandle.of(paddock.serverPid()).orElseThrow();
        assertThat(server.destroy()).as("SIGTERM").isTrue();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !server.isAlive());
        assertThat(holder(first).isAlive()).isTrue();
        paddock.paddock("up").ok();
        assertThat(paddock.show(first).path("state").asString()).isEqualTo("running");

        // The agent dies while no server is there; another one's does not.
        String second = busy("codex");
        Processes.kill(paddock.serverPid());
        killAgent(first);
        paddock.paddock("up").ok();
        assertThat(paddock.show(second).path("state").asString()).isEqualTo("running");
        assertThat(launches(second)).isEqualTo(1);
        assertWentOn(first, 2);

        // The machine is restarted: no process, no socket.
        String fourth = busy("claude");
        Path sockets =
                Files.readSymbolicLink(directory(fourth).resolve("holder/door")).getParent();
        Processes.kill(paddock.serverPid());
        for (String run : List.of(second, fourth)) {
            Processes.kill(holder(run).pid());
        }
        try (Stream<Path> left = Files.list(sockets)) {
            for (Path socket : left.toList()) {
                Files.delete(socket);
            }
        }
        paddock.paddock("up").ok();
        assertWentOn(second, 2);
        assertWentOn(fourth, 2);
        paddock.paddock("say", third, "and now").ok();
        paddock.awaitText(third, "Did more: and now");
        paddock.await(third, "finished");
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

    @Test
    void aModelsStreamThatIsCutIsTakenUpAndWhatWasCutIsMarked() {
        String claude = start("claude", "be cut");
        String codex = start("codex", "be cut");
        for (String run : List.of(claude, codex)) {
            assertThat(paddock.await(run, "finished", "failed").path("state").asString())
                    .isEqualTo("finished");
            assertThat(paddock.text(run)).contains("fifteen.");
            assertThat(paddock.events(run, "superseded")).as(run).hasSize(1);
            assertThat(paddock.events(run, "usage"))
                    .anyMatch(event -> !event.path("complete").asBoolean());
        }
    }

    @Test
    @Tag("C5")
    void theServerIsKilledTwiceWhileTheAgentWorksAndTheRunEndsRight() {
        Path slow = directory.resolve("slow.yaml");
        Installation.write(slow, """
                version: 1
                name: slow
                pace: {chars: 4, every: 40ms}
                steps:
                  - text: One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.
                    tool: Bash
                    input: {command: "for i in $(seq 40); do echo line $i >> lines.txt; sleep 0.1; done"}
                  - text: And now the second long answer, which streams for a while as well, word by word by word.
                """);
        String id = paddock.start(repository.directory(), "Survive", "--rehearse=" + slow);
        paddock.awaitText(id, "three");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        paddock.awaitEvent(id, "tool", "seq 40");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        JsonNode end = paddock.await(id, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");

        List<JsonNode> events = paddock.wholeEvents(id);
        assertThat(events.stream().filter(event -> event.path("type").asString().equals("prompt")))
                .hasSize(1);
        assertThat(paddock.paddock("logs", id, "--verify").ok().out()).isNotBlank();
        String patch = paddock.paddock("diff", id).ok().out();
        assertThat(patch.lines().filter(line -> line.startsWith("+line "))).hasSize(40);
        String text = events.stream()
                .filter(event -> event.path("type").asString().equals("text"))
                .map(event -> event.path("text").asString())
                .reduce("", String::concat);
        assertThat(text).contains("word by word by word.");
    }
}
