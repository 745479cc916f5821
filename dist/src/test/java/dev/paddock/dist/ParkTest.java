package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.rehearsal.Rehearsal;
import dev.paddock.rehearsal.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs of real agents whose model can't be had for a while are parked and go on by themselves. */
@Tag("T10")
class ParkTest {
    private static final String SCRIPT = """
            version: 1
            name: park
            dialogues:
              - when: (?s)can again|one more thing
                steps:
                  - text: I go on.
                    do:
                      - run: echo after >> work.txt
                        why: Go on
                  - text: "All done."
              - steps:
                  - text: I begin.
                    do:
                      - run: echo before >> work.txt
                        why: Begin
                  - error: {limit: usage, resets: RESET, times: 3}
                  - text: This is not said.
            """;

    @TempDir
    private static Path directory;

    private static final Wire wire = new Wire();
    private static Rehearsal rehearsal;
    private static URI model;
    private static Installation paddock;
    private static Repository repository;

    @BeforeAll
    static void install() throws IOException {
        rehearsal = Rehearsal.start();
        model = rehearsal.endpoint("c", Script.parse(SCRIPT.replaceAll("(?m)^ *- error.*\n", "")));
        wire.open(model.getPort());
        paddock = new Installation(directory.resolve("home"))
                .with("ANTHROPIC_API_KEY", "sk-ant-api03-planted-key-0123456789abcdef")
                .with("PADDOCK_MODELS_ANTHROPIC_URL", "http://127.0.0.1:" + wire.port() + model.getPath())
                .withClaude();
        repository = Repository.create(directory.resolve("project"));
    }

    @AfterAll
    static void stop() throws IOException {
        paddock.close();
        wire.cut();
        rehearsal.close();
    }

    private static String run(String agent, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("--agent", agent));
        arguments.addAll(List.of(more));
        return paddock.start(repository.directory(), "Do the work", arguments.toArray(String[]::new));
    }

    private static String rehearsed(String agent, String reset, String... more) {
        Path script = directory.resolve("park-" + agent + ".yaml");
        Installation.write(script, SCRIPT.replace("RESET", reset));
        List<String> arguments = new java.util.ArrayList<>(List.of("--rehearse=" + script));
        arguments.addAll(List.of(more));
        return run(agent, arguments.toArray(String[]::new));
    }

    private static JsonNode parked(String run, String what) {
        return paddock.events(run, "state").stream()
                .filter(event -> event.path("waiting").asString("").equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(paddock.events(run).toString()));
    }

    @Test
    void aLimitThatIsLiftedParksTheRunUntilThen() {
        String claude = rehearsed("claude", "8s", "--var", "CLAUDE_CODE_MAX_RETRIES=1");
        String codex = rehearsed("codex", "8s");
        String gemini = rehearsed("gemini", "8s");
        for (String run : List.of(claude, codex, gemini)) {
            JsonNode end = paddock.await(run, "finished", "failed");
            assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
            JsonNode parked = parked(run, "quota");
            assertThat(Instant.parse(parked.path("until").asString()))
                    .isAfter(Instant.parse(parked.path("time").asString()));
            assertThat(paddock.text(run)).contains("I begin.", "I go on.", "All done.");
            assertThat(paddock.paddock("diff", run).ok().out()).contains("+before", "+after");
        }
    }

    @Test
    void aLongLimitEndsTheTurnAtOnceAndOutlivesTheServerUntilAPersonTakesTheRunOn() {
        String run = rehearsed("claude", "20m");
        JsonNode waiting = paddock.await(run, "waiting", "failed");
        assertThat(waiting.path("waiting").asString()).as(waiting.toString()).isEqualTo("quota");
        Instant due = Instant.parse(waiting.path("due").asString());
        assertThat(due).isBetween(Instant.now().plusSeconds(900), Instant.now().plusSeconds(1_300));
        assertThat(paddock.paddock("list").ok().out()).contains("quota until");
        assertThat(paddock.paddock("show", run).ok().out())
                .contains("waiting for quota")
                .contains("--from-failure");
        assertThat(paddock.paddock("logs", run).ok().out()).contains("waiting for quota until");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        waiting = paddock.show(run);
        assertThat(waiting.path("state").asString()).isEqualTo("waiting");
        assertThat(Instant.parse(waiting.path("due").asString())).isEqualTo(due);
        assertThat(waiting.path("alive").asBoolean())
                .as("its sandbox went with the server")
                .isFalse();
        paddock.paddock("restart", run, "--from-failure").ok();
        JsonNode end = paddock.await(run, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
        assertThat(paddock.text(run)).contains("I begin.", "All done.");
        assertThat(paddock.paddock("diff", run).ok().out()).contains("+before", "+after");
        String stopped = rehearsed("claude", "30m");
        String spoken = rehearsed("claude", "29m");
        paddock.await(stopped, "waiting", "failed");
        paddock.await(spoken, "waiting", "failed");
        paddock.paddock("say", spoken, "one more thing").ok();
        assertThat(paddock.await(spoken, "finished", "failed").path("state").asString())
                .as(paddock.show(spoken).toString())
                .isEqualTo("finished");
        assertThat(paddock.paddock("diff", spoken).ok().out()).contains("+before", "+after");
        paddock.paddock("stop", stopped).ok();
        paddock.await(stopped, "cancelled");
        assertThat(paddock.paddock("diff", stopped).ok().out()).contains("+before");
    }

    @Test
    void noAgentWaitsForMinutesInItsTurn() {
        Path script = directory.resolve("park-minutes.yaml");
        Installation.write(script, SCRIPT.replace("usage, resets: RESET", "requests, resets: 4m"));
        String gemini = run("gemini", "--rehearse=" + script);
        String codex = run("codex", "--rehearse=" + script);
        for (String run : List.of(gemini, codex)) {
            JsonNode waiting = paddock.await(run, "waiting", "failed");
            assertThat(waiting.path("waiting").asString())
                    .as(waiting.toString())
                    .isEqualTo("quota");
            JsonNode parked = parked(run, "quota");
            assertThat(Instant.parse(parked.path("until").asString()))
                    .isAfter(Instant.parse(parked.path("time").asString()).plusSeconds(120));
            assertThat(paddock.paddock("list").ok().out()).contains("quota until");
            paddock.paddock("say", run, "one more thing").ok();
            assertThat(paddock.await(run, "finished", "failed").path("state").asString())
                    .as(paddock.show(run).toString())
                    .isEqualTo("finished");
            assertThat(paddock.paddock("diff", run).ok().out()).contains("+before", "+after");
        }
    }

    @Test
    void anOutageParksTheRunUntilTheModelIsInReach() throws IOException {
        wire.cut();
        String run = run("claude", "--var", "CLAUDE_CODE_MAX_RETRIES=1");
        JsonNode waiting = paddock.await(run, "waiting", "failed");
        assertThat(waiting.path("waiting").asString()).as(waiting.toString()).isEqualTo("network");
        wire.open(model.getPort());
        JsonNode end = paddock.await(run, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
        assertThat(paddock.text(run)).contains("I go on.", "All done.");
    }

    /** A port that leads to another one, or nowhere. */
    private static final class Wire {
        private int port;
        private @Nullable ServerSocket server;

        int port() {
            return port;
        }

        void open(int to) throws IOException {
            ServerSocket mine = new ServerSocket();
            mine.setReuseAddress(true);
            mine.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            port = mine.getLocalPort();
            server = mine;
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket near = mine.accept();
                        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                        join(near, far);
                        join(far, near);
                    }
                } catch (IOException e) {
                    // Closed: nobody gets through any more.
                    return;
                }
            });
        }

        private static void join(Socket from, Socket to) {
            Thread.ofVirtual().start(() -> {
                try (from;
                        to) {
                    from.getInputStream().transferTo(to.getOutputStream());
                } catch (IOException e) {
                    return;
                }
            });
        }

        void cut() throws IOException {
            ServerSocket mine = server;
            if (mine != null) {
                mine.close();
            }
        }
    }
}
