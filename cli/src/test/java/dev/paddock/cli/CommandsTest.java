package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandsTest {
    @TempDir
    Path place;

    @AutoClose
    private final TestServer server = new TestServer();

    private TestCaller caller = new TestCaller(Path.of("/"));

    @BeforeEach
    void prepare() {
        caller = new TestCaller(place).of(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "list",
                "show",
                "logs",
                "diff",
                "say",
                "interrupt",
                "stop",
                "exec",
                "project",
                "agent",
                "auth",
                "up",
                "down",
                "status",
                "doctor",
                "prove",
                "cleanup",
                "top",
                "attach",
                "restart",
                "discard",
                "delete",
                "version"
            })
    @Tag("L2")
    void explainsItselfWithExamples(String command) {
        assertThat(caller.run(command, "--help")).isZero();
        assertThat(caller.out()).contains("Usage: paddock " + command, "Examples:", "  paddock " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "project add",
                "project list",
                "project remove",
                "agent list",
                "agent show",
                "agent add",
                "agent install",
                "agent update",
                "agent remove"
            })
    @Tag("L2")
    void explainsTheCommandsBelowOthers(String command) {
        assertThat(caller.run((command + " --help").split(" "))).isZero();
        assertThat(caller.out()).contains("Usage: paddock " + command, "Examples:", "  paddock " + command);
    }

    @Test
    void suggestsACommandAndShowsNoStackTrace() {
        assertThat(caller.run("staus")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err())
                .contains("no command \"staus\"", "Did you mean status?")
                .doesNotContain("\tat ");
        assertThat(caller.run("list", "--jsn")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("`paddock list --help` shows how");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid, 2",
        "404, not-found, 6",
        "409, conflict, 7",
        "403, forbidden, 7",
        "429, limit, 7",
        "401, unauthenticated, 4",
        "424, prerequisite, 5",
        "502, external, 8",
        "500, internal, 8",
        "418, unheard-of, 7"
    })
    @Tag("L2")
    void exitsAsTheServersRefusalSays(int status, String code, int exit) {
        server.refuse("GET /projects", status, code, "that is not so");
        assertThat(caller.run("project", "list")).isEqualTo(exit);
        assertThat(caller.err()).contains("paddock: that is not so");
    }

    @Test
    void suggestsRunsForAnUnknownOne() {
        server.refuse("GET /runs/fix-logn", 404, "not-found", "no");
        assertThat(caller.run("show", "fix-logn")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(caller.err()).contains("Did you mean fix-login?");
    }

    @Test
    void findsARunByTaskAndAgent() {
        assertThat(caller.run("show", "fix-login/claude", "--json")).isZero();
        assertThat(caller.out()).contains("\"id\":\"r1\"");
    }

    @Test
    @Tag("A3")
    void readsACredentialFromStandardInputAndNeverFromAnArgument() {
        server.answer("PUT /accounts/anthropic", "{\"vendor\":\"anthropic\",\"hint\":\"wxyz\"}");
        caller.in = "sk-ant-secret-wxyz\n".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.run("auth", "claude")).as(caller.err()).isZero();
        assertThat(server.body("PUT /accounts/anthropic").toString())
                .isEqualTo("{\"kind\":\"api-key\",\"secret\":\"sk-ant-secret-wxyz\"}");
        assertThat(caller.out()).contains("wxyz").doesNotContain("sk-ant-secret");

        caller.in = "sk-ant-oat01-token".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.run("auth", "claude")).isZero();
        assertThat(Json.text(server.body("PUT /accounts/anthropic"), "kind")).isEqualTo("subscription-token");

        assertThat(caller.run("auth", "claude", "sk-ant-secret")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("never an argument").doesNotContain("sk-ant-secret");
    }

    @Test
    void givesThePatchRawInAPipe() {
        server.answer("GET /runs/r1/diff", "diff --git a/x b/x\n+\u001b[31mé\r\n");
        assertThat(caller.run("diff", "r1")).isZero();
        assertThat(caller.out()).isEqualTo("diff --git a/x b/x\n+\u001b[31mé\r\n");
    }

    @Test
    void saysAndGoesOnFollowing() {
        server.run(
                "r1",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"turn one\"",
                "\"type\":\"prompt\",\"text\":\"more\"",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"turn two\"");
        server.answer("GET /runs/r1", "{\"id\":\"r1\",\"state\":\"finished\",\"seq\":2}");
        server.answer("POST /runs/r1/say", "{\"id\":\"r1\",\"state\":\"finished\",\"seq\":2}");
        assertThat(caller.run("say", "r1", "-f", "more")).as(caller.err()).isZero();
        assertThat(caller.err()).contains("turn one", "turn two");
    }

    @Test
    void tellsThatNoServerIsUpWithoutStartingOne() {
        caller.environment.remove("PADDOCK_URL");
        caller.environment.put("PADDOCK_HOME", place.resolve("home").toString());
        assertThat(caller.run("status", "--json")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Json.parse(caller.out()).path("server").isNull()).isTrue();
        assertThat(place.resolve("home")).doesNotExist();
    }

    @Test
    void asksForTheTokenOfARemoteServer() {
        caller.environment.remove("PADDOCK_TOKEN");
        assertThat(caller.run("list")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("PADDOCK_TOKEN");
        caller.environment.put("PADDOCK_TOKEN", "wrong");
        assertThat(caller.run("list")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(caller.err()).contains("no valid token");
    }

    @Test
    void exitsWithOneWhenTheDoctorFindsSomethingMissing() {
        server.answer("GET /doctor", """
                {"ok":false,"checks":[{"name":"bubblewrap","status":"missing","found":"not found","why":"sandboxes","fix":"apt-get install bubblewrap"},
                 {"name":"node","status":"ok","found":"22","why":"x"}]}""");
        assertThat(caller.run("doctor")).isEqualTo(ExitCode.FAILED);
        assertThat(caller.out()).contains("✗ bubblewrap", "→ apt-get install bubblewrap", "1 thing missing");
    }

    @Test
    @Tag("S2")
    void exitsWithOneWhereTheSandboxDidNotHold() {
        server.answer("POST /proof", """
                {"attack":1,"title":"read the server's files","outcome":"held"}
                {"attack":14,"title":"make a user namespace","outcome":"escaped","detail":"unshare OPEN"}
                {"done":true,"ok":false,"provider":"bubblewrap"}
                """);
        assertThat(caller.run("prove")).isEqualTo(ExitCode.FAILED);
        assertThat(caller.out())
                .contains("✓ 1   read", "✗ 14  make", "escaped: unshare OPEN", "not proven to hold: 1 of 2");
        assertThat(caller.run("prove", "14", "--json")).isEqualTo(ExitCode.FAILED);
        assertThat(server.body("POST /proof")).hasToString("{\"attacks\":[14]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120})
    @Tag("L2")
    void listsWithinTheWidthOfAnyTerminal(int columns) {
        server.answer("GET /tasks", """
                {"tasks":[{"id":"t1","name":"fix-login","goal":"日本語のテキスト and a goal that is longer than the terminal is wide","projectName":"shop",
                 "runs":[{"id":"7f3a9c01b2d4","agent":"claude","state":"finished","branch":"agent/fix-login-1","commit":"c0ffee",
                          "diff":{"files":12,"added":340,"removed":28}},
                         {"id":"8f3a9c01b2d4","agent":"codex","state":"waiting","branch":"agent/fix-login-2",
                          "approvals":[{"title":"rm -rf everything that there is in this place","asked":"2026-01-01T00:00:00Z"}]}]}]}""");
        caller.terminal = new Terminal(false, true, false, false, () -> new Terminal.Size(columns, 24));

        assertThat(caller.run("list")).isZero();

        assertThat(caller.out().lines())
                .allSatisfy(line -> assertThat(Width.of(line)).isLessThan(columns))
                .anySatisfy(line -> assertThat(line).contains("7f3a9c01b2d4", "finished", "12 files"))
                .anySatisfy(line -> assertThat(line).contains("8f3a9c01b2d4", "waiting", "rm -rf"));
    }
}
