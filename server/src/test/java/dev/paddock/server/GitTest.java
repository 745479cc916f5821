package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.task.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("G12")
@Timeout(120)
class GitTest {
    @TempDir
    Path directory;

    @TempDir
    Path person;

    @AutoClose
    TestingServer server;

    Project project;

    @BeforeEach
    void start() throws Exception {
        server = new TestingServer(directory);
        project = server.project();
        git("init", "-q", "-b", "main");
        Files.writeString(person.resolve("a.txt"), "hello\n".repeat(1_000));
        git("add", ".");
        git("commit", "-q", "-m", "first");
    }

    private String git(String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "-C";
        all[1] = person.toString();
        all[2] = "-c";
        all[3] = "http.extraHeader=Authorization: Bearer " + server.token;
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return TestingRepositories.git(all);
    }

    private String address() {
        return server.url("/git/" + project.id() + ".git");
    }

    @Test
    void takesPushesAndGivesFetches() throws Exception {
        git("push", "-q", address(), "main");
        assertThat(TestingRepositories.git(
                        "-C", server.repositories.of(project.id()).toString(), "rev-parse", "main"))
                .isEqualTo(git("rev-parse", "HEAD"));
        Path clone = person.resolveSibling(person.getFileName() + "-clone");
        git("clone", "-q", address(), clone.toString());
        assertThat(clone.resolve("a.txt")).hasContent("hello\n".repeat(1_000));
    }

    @Test
    void takesTheTokenAsAPassword() throws Exception {
        String withPassword = address().replace("http://", "http://paddock:" + server.token + "@");
        TestingRepositories.git("-C", person.toString(), "push", "-q", withPassword, "main");
        assertThat(git("ls-remote", server.url("/git/" + project.name() + ".git")))
                .contains("refs/heads/main");
    }

    @Test
    void streamsChunkedPushes() throws Exception {
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        Files.write(person.resolve("noise"), noise);
        git("add", ".");
        git("commit", "-q", "-m", "noise");
        git("push", "-q", address(), "main");
        assertThat(git("ls-remote", address())).contains(git("rev-parse", "HEAD"));
    }

    @Test
    void boundsPushes() throws Exception {
        byte[] noise = new byte[9 << 20];
        new Random(1).nextBytes(noise);
        Files.write(person.resolve("noise"), noise);
        git("add", ".");
        git("commit", "-q", "-m", "noise");
        // Git hears why, unless it was still sending when the connection went.
        assertThatThrownBy(() -> git("push", "-q", address(), "main"))
                .hasMessageMatching("(?s).*(413|the remote end hung up).*");
        assertThat(git("ls-remote", address())).isEmpty();
        // The server is well after it.
        git("push", "-q", address(), "HEAD~1:refs/heads/main");
    }

    @Test
    @Tag("attack-75")
    void refusesGitWithoutTheToken() {
        assertThatThrownBy(() -> TestingRepositories.git("ls-remote", address()))
                .hasMessageContaining("could not read Username");
    }

    @Test
    void givesNothingButTheProtocol() throws Exception {
        String base = "/git/" + project.id() + ".git/";
        for (String path : new String[] {
            "HEAD",
            "config",
            "objects/info/packs",
            "info/refs",
            "info/refs?service=git-upload-archive",
            "../" + project.id() + ".git/HEAD",
            "git-upload-pack",
            "info/refs?service=git-upload-pack&x=1"
        }) {
            assertThat(server.get(base + path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(server.get("/git/nope.git/info/refs?service=git-upload-pack").statusCode())
                .isEqualTo(404);
        assertThat(server.post(base + "git-upload-pack", "{}").statusCode()).isEqualTo(400);
    }
}
