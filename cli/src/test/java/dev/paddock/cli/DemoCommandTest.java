package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class DemoCommandTest {
    @TempDir
    Path place;

    @AutoClose
    private final TestServer server = new TestServer();

    /** A sample whose test counts the fixed files; two runs that ended, each with one file fixed on its branch. */
    private TestCaller prepared() throws IOException {
        Path work = Files.createDirectories(place.resolve("home"));
        TestCaller caller = new TestCaller(work).of(server);
        Path bare = place.resolve("bare.git");
        caller.git("init", "-q", "--bare", bare.toString());
        String test = "n=$(cat a b | grep -c fixed); echo \\\"# pass $n\\\"; echo \\\"# fail $((2 - n))\\\"";
        server.git(bare);
        server.answer(
                "GET /rehearsals/sample",
                "{\"name\":\"tally\",\"files\":{\"a\":\"broken\\n\",\"b\":\"broken\\n\",\"test.sh\":\"" + test
                        + "\\n\"}," + "\"goals\":[\"fix a\"],\"test\":[\"sh\",\"test.sh\"]}");
        server.answer("GET /agents", """
                {"agents":[{"name":"claude","protocol":"acp","installed":true,"models":["anthropic"]},
                           {"name":"codex","protocol":"acp","installed":true,"models":["openai"]}]}""");
        server.answer("POST /projects", "{\"id\":\"p1\",\"name\":\"tally\",\"git\":\"/git/p1.git\"}");
        server.answer("POST /tasks", """
                {"task":{"id":"t1","goal":"fix a","project":"p1","base":"x"},
                 "runs":[{"id":"r1","agent":"claude","state":"queued","branch":"agent/fix-a-1"}]}""");
        server.answer("GET /runs/r1", """
                {"id":"r1","agent":"claude","state":"finished","branch":"agent/fix-a-1","commit":"c0ffee",
                 "usage":{"inputTokens":10},"diff":{"files":2,"added":2,"removed":2}}""");
        server.answer("GET /runs/r1/diff", "diff --git a/a b/a\n");
        return caller;
    }

    private void agentFixes(TestCaller caller, String a, String b) throws IOException {
        Path clone = place.resolve("clone");
        caller.git(
                "clone", "-q", caller.environment.get("HOME") + "/.local/share/paddock/demo/tally", clone.toString());
        Files.writeString(clone.resolve("a"), a + "\n");
        Files.writeString(clone.resolve("b"), b + "\n");
        caller.git("-C", clone.toString(), "-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qam", "fix");
        caller.git(
                "-C",
                clone.toString(),
                "push",
                "-q",
                place.resolve("bare.git").toString(),
                "HEAD:refs/heads/agent/fix-a-1");
    }

    @Test
    @Tag("A8")
    void runsTheTestsOnTheBranchesAndEndsWithWhatToDoNext() throws IOException {
        TestCaller caller = prepared();
        assertThat(SampleProject.make(caller.caller(), new Servers(caller.caller()), Json.parse(sample()))
                        .git()
                        .directory())
                .isEqualTo(place.resolve("home/.local/share/paddock/demo/tally"));
        agentFixes(caller, "fixed", "fixed");
        server.run("r1", "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"\"");

        assertThat(caller.run("demo")).as(caller.err()).isZero();
        assertThat(caller.out())
                .contains(
                        "2 of 2 pass ✓",
                        "diff --git a/a b/a",
                        "Side by side  (tests at the start: 0 of 2 pass)",
                        "Look around",
                        "auth claude");
        assertThat(caller.out()).doesNotContain("\u001b");

        TestCaller again = new TestCaller(place.resolve("home")).of(server);
        assertThat(again.run("demo", "--json")).as(again.err()).isZero();
        JsonNode result = Json.parse(again.out());
        assertThat(result.path("tests").get(1).path("passed").asInt()).isEqualTo(2);
        assertThat(Json.text(server.body("POST /tasks").path("rehearsal"), "name"))
                .isEqualTo("demo");
    }

    private String sample() {
        return server.answers.getOrDefault("GET /rehearsals/sample", "").substring(4);
    }

    @Test
    void exitsWithOneWhenTheTestsStillFail() throws IOException {
        TestCaller caller = prepared();
        SampleProject.make(caller.caller(), new Servers(caller.caller()), Json.parse(sample()));
        agentFixes(caller, "fixed", "broken");
        server.run("r1", "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"\"");
        assertThat(caller.run("demo")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void leavesADirectoryAloneThatIsNotTheDemos() throws IOException {
        TestCaller caller = prepared();
        Path mine = Files.createDirectories(place.resolve("home/.local/share/paddock/demo/tally"));
        Files.writeString(mine.resolve("thesis.txt"), "years of work");
        assertThat(caller.run("demo")).isEqualTo(ExitCode.FAILED);
        assertThat(mine.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    @Tag("L3")
    void namesTheOneCommandThatInstallsWhatIsMissing() throws IOException {
        TestCaller caller = prepared();
        caller.environment.remove("PADDOCK_URL");
        caller.environment.put("PADDOCK_HOME", place.resolve("server").toString());
        caller.environment.put(
                "PATH", Files.createDirectories(place.resolve("bin")).toString());
        assertThat(caller.run("demo")).isEqualTo(ExitCode.PREREQUISITE);
        assertThat(caller.err()).contains("this needs bubblewrap", "apt-get install -y bubblewrap", "git");
    }

    @Test
    void leavesRunsAtWorkOnCtrlC() throws Exception {
        TestCaller caller = prepared();
        server.run("r1", "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"");
        // A program that was started in the background ignores Ctrl-C, and so does what it starts.
        ProcessBuilder builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.paddock.cli.Main",
                "demo");
        builder.environment().putAll(caller.environment);
        Path output = place.resolve("output");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            org.awaitility.Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(output).contains("● running"));
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(Files.readString(output)).contains("The run goes on.", "paddock stop r1");
            assertThat(server.requests).doesNotContain("POST /runs/r1/stop");
        } finally {
            process.destroyForcibly();
        }
    }
}
