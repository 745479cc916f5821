package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("H4")
@Timeout(60)
class ApprovalsTest {
    private static final String HASH = "ab".repeat(32);
    private static final String EVENT = """
            {"type":"permission","run":"r1","id":"1-1","title":"ls","kind":"execute","hash":"%s",
             "action":{"command":"rm -rf \\u202e/x\\nexit","timeout":5},
             "choices":[{"id":"y","kind":"allow_once","name":"Yes"},{"id":"yy","kind":"allow_always","name":"Yes, rm always"},
                        {"id":"n","kind":"reject_once","name":"No"}]}""".formatted(HASH).replace("\n", "");

    @TempDir
    Path place;

    @AutoClose
    private final TestServer server = new TestServer();

    private TestCaller caller() {
        server.answer("GET /runs/r1", "{\"id\":\"r1\",\"goal\":\"tidy up\",\"state\":\"waiting\",\"seq\":3}");
        server.answer(
                "GET /runs/r1/approvals",
                "{\"approvals\":[{\"run\":\"r1\",\"id\":\"1-1\",\"hash\":\"" + HASH
                        + "\",\"title\":\"ls\",\"asked\":\"2026-01-01T00:00:00Z\",\"request\":" + EVENT + "}]}");
        server.answer("POST /runs/r1/approve", "{\"id\":\"r1\"}");
        server.answer("POST /runs/r1/reject", "{\"id\":\"r1\"}");
        return new TestCaller(place).of(server);
    }

    @Test
    @Tag("attack-84")
    void showsTheWholeActionAndAnswersWithItsHash() {
        TestCaller caller = caller();
        assertThat(caller.run("approve", "r1")).as(caller.err()).isZero();
        assertThat(caller.out())
                .contains("$ rm -rf <U+202E>/x", "exit", "timeout  5")
                .doesNotContain("\u202e");
        assertThat(server.bodies.get("POST /runs/r1/approve"))
                .contains("\"id\":\"1-1\"", "\"hash\":\"" + HASH + "\"", "\"always\":false");
        assertThat(caller.run("reject", "r1", "--reason", "not that", "--id", "1-1"))
                .isZero();
        assertThat(server.bodies.get("POST /runs/r1/reject")).contains("\"reason\":\"not that\"");
    }

    @Test
    void refusesWhatIsNotWhatWasMeant() {
        TestCaller caller = caller();
        assertThat(caller.run("approve", "r1", "--hash", "abab")).isEqualTo(ExitCode.REFUSED);
        assertThat(caller.run("approve", "r1", "--hash", "abababac")).isEqualTo(ExitCode.REFUSED);
        assertThat(caller.run("approve", "r1", "--id", "1-2")).isEqualTo(ExitCode.REFUSED);
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));
        assertThat(caller.run("approve", "r1", "--hash", "abababab")).isZero();
        server.answer("GET /runs/r1/approvals", "{\"approvals\":[]}");
        assertThat(caller.run("approve", "r1")).isEqualTo(ExitCode.REFUSED);
        assertThat(caller.err()).contains("nothing of run r1 waits for approval");
    }

    @Test
    void listsWhatWaits() {
        TestCaller caller = caller();
        server.answer("GET /approvals", "{\"approvals\":[]}");
        assertThat(caller.run("approve")).isZero();
        assertThat(caller.out()).contains("Nothing waits for approval.");
        server.answer(
                "GET /approvals",
                "{\"approvals\":[{\"run\":\"r1\",\"id\":\"1-1\",\"title\":\"ls\",\"agent\":\"claude\",\"goal\":\"tidy up\",\"asked\":\"2026-01-01T00:00:00Z\"}]}");
        assertThat(caller.run("approve")).isZero();
        assertThat(caller.out()).contains("r1 --id 1-1", "ls", "days ago", "tidy up");
    }

    @Test
    void asksThePersonAtTheTerminalWhileItShowsTheRun() {
        TestCaller caller = caller();
        caller.terminal = new Terminal(true, false, true, false, () -> Terminal.USUAL);
        caller.in = "what?\na\n".getBytes(StandardCharsets.UTF_8);
        server.run(
                "r1",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                EVENT.substring(1, EVENT.length() - 1).replace("\"run\":\"r1\",", ""),
                "\"type\":\"state\",\"state\":\"waiting\",\"waiting\":\"approval\",\"reason\":\"ls\"");
        server.answer("POST /runs/r1/say", "{\"id\":\"r1\",\"goal\":\"tidy up\",\"state\":\"running\",\"seq\":0}");
        Thread person = Thread.ofPlatform().start(() -> {
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> server.bodies.containsKey("POST /runs/r1/approve"));
            server.event(
                    "{\"seq\":9,\"run\":\"r1\",\"time\":\"2026-01-01T00:00:09Z\",\"type\":\"state\",\"state\":\"finished\",\"reason\":\"\"}");
        });
        assertThat(caller.run("say", "r1", "-f", "go on")).as(caller.err()).isZero();
        assertThat(person.isAlive()).isFalse();
        assertThat(server.bodies.get("POST /runs/r1/approve")).contains("\"option\":\"yy\"", HASH);
        assertThat(caller.err()).contains("tidy up asks:", "$ rm -rf <U+202E>/x", "Yes, rm always");
    }

    @Test
    void saysWhichCommandToTypeWhereThereIsNoTerminal() {
        List<String> lines = new Transcript()
                .accept(Json.parse(EVENT)).stream()
                        .map(line -> line.show(new Style(false)))
                        .toList();
        assertThat(lines).anyMatch(line -> line.contains("$ rm -rf"));
        assertThat(lines).last().asString().contains("paddock approve r1 --id 1-1", "paddock reject r1 --id 1-1");
    }

    @Test
    void showsADiffByWhatChanges() {
        List<String> lines = new PermissionText(new Style(false)).lines(Json.parse("""
                        {"title":"Edit","kind":"edit","files":["/workspace/a"],
                         "action":{"file_path":"/workspace/a","old_string":"one\\ntwo\\nthree","new_string":"one\\n2\\nthree"},
                         "content":[{"type":"diff","path":"/workspace/a","oldText":"one\\ntwo\\nthree","newText":"one\\n2\\nthree"}]}"""));
        assertThat(lines).containsExactly("Edit  edit", "/workspace/a", "   one", " - two", " + 2", "   three");
    }

    @Test
    void doesNotCountTheTimeOfWaiting() {
        RunProgress run = new RunProgress("r1", "x", "queued", 0);
        run.apply(Json.parse("{\"time\":\"2026-01-01T00:00:00Z\",\"type\":\"state\",\"state\":\"running\"}"));
        run.apply(
                Json.parse(
                        "{\"time\":\"2026-01-01T00:00:05Z\",\"type\":\"state\",\"state\":\"waiting\",\"waiting\":\"approval\"}"));
        run.apply(Json.parse("{\"time\":\"2026-01-01T01:00:05Z\",\"type\":\"state\",\"state\":\"running\"}"));
        run.apply(Json.parse("{\"time\":\"2026-01-01T01:00:07Z\",\"type\":\"state\",\"state\":\"finished\"}"));
        assertThat(run.elapsed()).hasSeconds(7);
    }
}
