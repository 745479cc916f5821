package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class RunCommandTest {
    @TempDir
    Path place;

    @AutoClose
    private final TestServer server = new TestServer();

    private TestCaller caller = new TestCaller(Path.of("/"));
    private Path work = Path.of("/");
    private String head = "";

    @BeforeEach
    void prepare() throws IOException {
        work = Files.createDirectories(place.resolve("my project"));
        caller = new TestCaller(work).of(server);
        head = caller.repository();
        Path bare = place.resolve("bare.git");
        caller.git("init", "-q", "--bare", bare.toString());
        server.git(bare);
        server.answer(
                "POST /projects",
                "{\"id\":\"p1\",\"name\":\"my project\",\"source\":\"path\",\"git\":\"/git/p1.git\"}");
        server.answer("POST /tasks", """
                {"task":{"id":"t1","name":"hello","goal":"say hello","project":"p1","base":"%s"},
                 "runs":[{"id":"r1","agent":"claude","state":"queued","branch":"agent/hello-1","commit":null}]}""".formatted(head));
    }

    private void ends(String state) {
        server.run(
                "r1",
                "\"type\":\"state\",\"state\":\"preparing\",\"reason\":\"\"",
                "\"type\":\"text\",\"text\":\"I look \",\"message\":\"m1\"",
                "\"type\":\"text\",\"text\":\"around.\",\"message\":\"m1\"",
                "\"type\":\"tool\",\"id\":\"c1\",\"title\":\"Edit a.js\",\"status\":\"in_progress\"",
                "\"type\":\"tool\",\"id\":\"c1\",\"status\":\"completed\"",
                "\"type\":\"usage\",\"vendor\":\"anthropic\",\"inputTokens\":10,\"outputTokens\":2",
                "\"type\":\"somethingNew\",\"x\":1",
                "\"type\":\"state\",\"state\":\"" + state + "\",\"reason\":\"turn over\"");
        server.answer("GET /runs/r1", """
                {"id":"r1","agent":"claude","state":"%s","branch":"agent/hello-1","commit":"c0ffee","seq":8,
                 "usage":{"inputTokens":10,"outputTokens":2},"diff":{"files":1,"added":2,"removed":1}}""".formatted(state));
    }

    @ParameterizedTest
    @CsvSource({"finished, 0", "failed, 1", "cancelled, 3"})
    @Tag("L2")
    void followsARunToItsEndAndExitsAsItEnded(String state, int code) {
        ends(state);

        assertThat(caller.run("run", "say hello")).as(caller.err()).isEqualTo(code);

        assertThat(caller.err()).contains("I look around.", "✓ Edit a.js", state);
        assertThat(caller.out()).contains(state, "agent/hello-1", "1 file +2 −1", "10 in · 2 out");
    }

    @Test
    @Tag("C2")
    void goesOnBehindTheLastEventWhenTheConnectionBreaks() {
        ends("finished");
        server.breakingEvery(3);

        assertThat(caller.run("run", "say hello")).as(caller.err()).isZero();

        assertThat(server.lastEventIds).containsExactly("-", "3", "6");
        assertThat(caller.err().split("I look around", -1)).hasSize(2);
    }

    @Test
    void printsTheFormThatOtherProgramsRelyOn() {
        ends("finished");

        assertThat(caller.run("run", "say hello", "--json")).isZero();

        JsonNode result = Json.parse(caller.out());
        assertThat(Json.text(result.path("task"), "base")).isEqualTo(head);
        assertThat(result.path("runs").get(0).toString())
                .isEqualTo(
                        "{\"id\":\"r1\",\"agent\":\"claude\",\"state\":\"finished\",\"branch\":\"agent/hello-1\",\"commit\":\"c0ffee\"}");
    }

    @Test
    @Tag("T1")
    void pushesTheCommitAndStartsTheTaskFromIt() {
        assertThat(caller.run(
                        "run",
                        "say hello",
                        "--name",
                        "hello",
                        "--agent",
                        "claude",
                        "--agent",
                        "shell",
                        "--detach",
                        "--json"))
                .as(caller.err())
                .isZero();

        assertThat(caller.git(
                        "--git-dir", place.resolve("bare.git").toString(), "rev-parse", "refs/paddock/push/" + head))
                .isEqualTo(head);
        JsonNode project = server.body("POST /projects");
        assertThat(Json.text(project, "path")).isEqualTo(work.toString());
        assertThat(Json.text(project.path("author"), "email")).isEqualTo("ann@example.org");
        JsonNode task = server.body("POST /tasks");
        assertThat(Json.text(task, "base")).isEqualTo(head);
        assertThat(Json.text(task, "name")).isEqualTo("hello");
        assertThat(task.path("agents")).hasSize(2);
        assertThat(task.has("rehearsal")).isFalse();
        assertThat(Json.parse(caller.out()).path("runs").get(0).path("commit").isNull())
                .isTrue();
    }

    @Test
    void runsNoHookAndShowsTheTokenToNobody() throws IOException {
        Path hook = work.resolve(".git/hooks/pre-push");
        Files.createDirectories(hook.getParent());
        script(hook, "touch " + "\"" + place.resolve("hook-ran") + "\"");
        Path bin = Files.createDirectories(place.resolve("bin"));
        Path seen = place.resolve("arguments");
        script(bin.resolve("git"), "printf '%s\\n' \"$*\" >>'" + seen + "'; PATH=${PATH#*:}; exec git \"$@\"");
        caller.environment.put("PATH", bin + ":" + System.getenv("PATH"));
        caller.git("config", "core.hooksPath", ".git/hooks");

        assertThat(caller.run("run", "say hello", "--detach")).as(caller.err()).isZero();

        assertThat(place.resolve("hook-ran")).doesNotExist();
        assertThat(Files.readString(seen)).contains("push").doesNotContain(TestServer.TOKEN);
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void saysHowManyChangedFilesAreLeftOut() throws IOException {
        Files.writeString(work.resolve("a"), "x");
        Files.writeString(work.resolve("b"), "x");

        assertThat(caller.run("run", "say hello", "--detach")).isZero();

        assertThat(caller.err())
                .contains("2 changed files not committed are left out: a, b.", "--with-changes takes them");
    }

    @Test
    @Tag("A8")
    void rehearsesWithoutAKeyAndWithoutTakingTheGoalForAFile() throws IOException {
        server.answer("GET /accounts", "{\"accounts\":[]}");

        assertThat(caller.run("run", "--rehearse", "say hello", "--detach"))
                .as(caller.err())
                .isZero();
        assertThat(server.body("POST /tasks").path("rehearsal").isObject()).isTrue();
        assertThat(Json.text(server.body("POST /tasks"), "goal")).isEqualTo("say hello");

        Files.writeString(work.resolve("s.yaml"), "version: 1");
        assertThat(caller.run("run", "--rehearse=s.yaml", "say hello", "--detach"))
                .isZero();
        assertThat(Json.text(server.body("POST /tasks").path("rehearsal"), "script"))
                .isEqualTo("version: 1");
    }

    @Test
    @Tag("A3")
    void saysWhatToDoWithoutAKey() {
        server.answer("GET /accounts", "{\"accounts\":[]}");

        assertThat(caller.run("run", "say hello")).isEqualTo(ExitCode.PREREQUISITE);

        assertThat(caller.err()).contains("paddock auth claude", "ANTHROPIC_API_KEY", "--rehearse");
        assertThat(server.requests).doesNotContain("POST /tasks");
    }

    @Test
    @Tag("A1")
    void installsAMissingAgentFirst() {
        server.answer(
                "GET /agents", "{\"agents\":[{\"name\":\"claude\",\"installed\":false,\"models\":[\"anthropic\"]}]}");
        server.answer("POST /agents/claude/install", "{\"message\":\"npm\"}\n{\"done\":true}\n");
        assertThat(caller.run("run", "say hello", "--detach")).as(caller.err()).isZero();

        server.answer("POST /agents/claude/install", "{\"message\":\"npm\"}\n{\"error\":\"disk full\"}\n");
        assertThat(caller.run("run", "say hello", "--detach")).isEqualTo(ExitCode.PREREQUISITE);
        assertThat(caller.err()).contains("disk full", "paddock agent install claude");
    }

    @Test
    void refusesWhatIsNoRepositoryOrHasNoCommit() throws IOException {
        Path plain = Files.createDirectories(place.resolve("plain"));
        assertThat(caller.run("run", "x", "--project", plain.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("not inside a git repository");

        caller.git("init", "-q", plain.toString());
        assertThat(caller.run("run", "x", "--project", plain.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("has no commit yet");

        assertThat(caller.run("run", "x", "--base", "nowhere")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("no branch, tag or commit \"nowhere\"");
        assertThat(caller.run("run", "x", "--agent", "clade")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(caller.err()).contains("Did you mean claude?");
    }
}
