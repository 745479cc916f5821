package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("A3")
class AuthTest {
    private static final String SECRET = "sk-proj-planted-0123456789";

    @TempDir
    Path directory;

    @AutoClose
    private TestServer server;

    private TestCaller caller;

    @BeforeEach
    void start() {
        server = new TestServer();
        caller = new TestCaller(directory).of(server);
    }

    private static String account(String vendor, String name, String kind) {
        return "{\"vendor\":\"" + vendor + "\",\"name\":\"" + name + "\",\"kind\":\"" + kind
                + "\",\"source\":\"stored\",\"since\":\"2026-01-01T00:00:00Z\",\"hint\":\"6789\",\"chosen\":true}";
    }

    @Test
    void givesAnAccountANameAndAnAddress() {
        server.answer("PUT /accounts/openai/work", account("openai", "work", "api-key"));
        caller.in = SECRET.getBytes(StandardCharsets.UTF_8);
        assertThat(caller.run("auth", "codex", "--name", "work", "--url", "https://gate.example/v1", "--api-key", "-"))
                .as(caller.err())
                .isZero();
        assertThat(server.body("PUT /accounts/openai/work").toString())
                .isEqualTo("{\"kind\":\"api-key\",\"secret\":\"" + SECRET + "\",\"url\":\"https://gate.example/v1\"}");
        assertThat(caller.out()).contains("openai as work", "6789").doesNotContain(SECRET);

        server.answer("PUT /accounts/openai-compatible", account("openai-compatible", "default", "none"));
        assertThat(caller.run("auth", "openai-compatible", "--no-key", "--url", "http://127.0.0.1:1/v1", "--json"))
                .as(caller.err())
                .isZero();
        assertThat(server.body("PUT /accounts/openai-compatible").toString())
                .isEqualTo("{\"kind\":\"none\",\"url\":\"http://127.0.0.1:1/v1\"}");
    }

    @Test
    @Tag("attack-48")
    void readsAKeyFromAVariableAndRepeatsNoneThatWasGivenAsAnArgument() {
        server.answer("PUT /accounts/gemini", account("gemini", "default", "api-key"));
        caller.environment.put("MY_KEY", SECRET);
        assertThat(caller.run("auth", "gemini", "--from-env", "MY_KEY"))
                .as(caller.err())
                .isZero();
        assertThat(Json.text(server.body("PUT /accounts/gemini"), "secret")).isEqualTo(SECRET);
        assertThat(caller.run("auth", "gemini", "--from-env", SECRET)).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("auth", "gemini", SECRET)).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("run", "x", "--key", SECRET)).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("run", "x", "--key", "openai=" + SECRET)).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("auth", "git", "https://me:" + SECRET + "@git.example/x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(caller.out() + caller.err()).doesNotContain(SECRET).contains("never");
    }

    @Test
    void listsAccountsAndHostsAndMarksDefaults() {
        server.answer("GET /accounts", "{\"accounts\":[" + account("openai", "work", "api-key") + "]}");
        server.answer(
                "GET /git-hosts",
                "{\"hosts\":[{\"host\":\"git.example\",\"username\":\"ci\",\"since\":\"2026-01-01T00:00:00Z\"}]}");
        assertThat(caller.run("auth", "list")).as(caller.err()).isZero();
        assertThat(caller.out()).contains("* openai", "work", "…6789", "git.example  ci");
        assertThat(caller.run("auth", "list", "--json")).isZero();
        server.answer("GET /accounts", "{\"accounts\":[]}").answer("GET /git-hosts", "{\"hosts\":[]}");
        assertThat(caller.run("auth", "list")).isZero();
        assertThat(caller.out()).contains("The server has no credential");
    }

    @Test
    void testsAccountsAndSaysWhatTheVendorAnswered() {
        server.answer("GET /accounts", "{\"accounts\":[" + account("openai", "work", "api-key") + "]}");
        server.answer(
                "POST /accounts/openai/test",
                "{\"vendor\":\"openai\",\"name\":\"work\",\"host\":\"api.openai.com\",\"ok\":false,\"status\":401,"
                        + "\"message\":\"Incorrect API key\\u001b[2J\"}");
        assertThat(caller.run("auth", "test")).isEqualTo(ExitCode.FAILED);
        assertThat(caller.out())
                .contains("api.openai.com answered 401: Incorrect API key")
                .doesNotContain("\u001b");
    }

    @Test
    void choosesAndRemoves() {
        server.answer("POST /accounts/anthropic/work/use", account("anthropic", "work", "api-key"));
        assertThat(caller.run("auth", "use", "claude", "work")).as(caller.err()).isZero();
        server.answer("DELETE /accounts/anthropic/work", "").answer("DELETE /git-hosts/git.example%3A8443", "");
        assertThat(caller.run("auth", "remove", "claude", "--name", "work"))
                .as(caller.err())
                .isZero();
        assertThat(caller.run("auth", "remove", "git", "git.example:8443"))
                .as(caller.err())
                .isZero();
        assertThat(caller.run("auth", "remove", "git")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    @Tag("G1")
    void givesAHostsToken() {
        server.answer("PUT /git-hosts/git.example", "{\"host\":\"git.example\",\"username\":\"ci\"}");
        caller.in = SECRET.getBytes(StandardCharsets.UTF_8);
        assertThat(caller.run("auth", "git", "https://git.example/team/app.git", "--user", "ci"))
                .as(caller.err())
                .isZero();
        assertThat(server.body("PUT /git-hosts/git.example").toString())
                .isEqualTo("{\"token\":\"" + SECRET
                        + "\",\"username\":\"ci\",\"repository\":\"https://git.example/team/app.git\"}");
        assertThat(caller.out()).contains("can be read with it").doesNotContain(SECRET);
    }

    @Test
    void signsInWithChatGptByACodeOrTakesOverCodexsOwn() throws IOException {
        server.answer(
                "POST /sign-ins",
                "{\"id\":\"s1\",\"page\":\"https://auth.example/device\",\"code\":\"ABCD-1234\",\"intervalSeconds\":1}");
        server.answer("POST /sign-ins/s1", account("openai", "chat", "chatgpt"));
        assertThat(caller.run("auth", "codex", "--chatgpt", "--name", "chat"))
                .as(caller.err())
                .isZero();
        assertThat(caller.err()).contains("https://auth.example/device", "ABCD-1234");
        assertThat(caller.out()).contains("the ChatGPT sign-in for openai as chat");

        assertThat(caller.run("auth", "codex", "--chatgpt", "--import")).isEqualTo(ExitCode.USAGE);
        Files.createDirectories(directory.resolve(".codex"));
        Files.writeString(directory.resolve(".codex/auth.json"), "{\"tokens\":{}}");
        server.answer("PUT /accounts/openai", account("openai", "default", "chatgpt"));
        assertThat(caller.run("auth", "codex", "--chatgpt", "--import"))
                .as(caller.err())
                .isZero();
        assertThat(Json.text(server.body("PUT /accounts/openai"), "secret")).isEqualTo("{\"tokens\":{}}");
        assertThat(caller.run("auth", "claude", "--chatgpt")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("auth", "claude", "--api-key", "--token")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.run("auth")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    @Tag("A4")
    void startsATaskWithAnAccountAndWithAKeyOfItsOwn() {
        caller.repository();
        server.answer("GET /accounts", "{\"accounts\":[" + account("openai", "work", "api-key") + "]}");
        server.answer(
                "GET /agents",
                "{\"agents\":[{\"name\":\"claude\",\"protocol\":\"acp\",\"installed\":true,\"models\":[\"anthropic\"]}]}");
        server.answer("POST /projects", "{\"id\":\"p1\",\"name\":\"x\",\"git\":\"/git/p1.git\"}");
        server.answer("POST /tasks", "{\"task\":{\"id\":\"t1\"},\"runs\":[]}");
        server.answer("GET /projects/p9", "{\"id\":\"p9\",\"name\":\"x\",\"source\":\"url\"}");
        assertThat(caller.run("run", "x", "--detach", "--project", "p9"))
                .as("there is no account of anthropic")
                .isEqualTo(ExitCode.PREREQUISITE);
        caller.environment.put("K", "sk-ant-api03-" + SECRET);
        assertThat(caller.run(
                        "run", "x", "--detach", "--project", "p9", "--account", "work", "--key", "claude=K", "--json"))
                .as(caller.err())
                .isZero();
        var body = server.body("POST /tasks");
        assertThat(body.path("accounts").toString()).isEqualTo("{\"openai\":\"work\"}");
        assertThat(body.path("keys").toString()).isEqualTo("{\"anthropic\":\"sk-ant-api03-" + SECRET + "\"}");
        assertThat(caller.out() + caller.err()).doesNotContain(SECRET);
        assertThat(caller.run("run", "x", "--detach", "--project", "p9", "--account", "nobody"))
                .isEqualTo(ExitCode.NOT_FOUND);
    }
}
