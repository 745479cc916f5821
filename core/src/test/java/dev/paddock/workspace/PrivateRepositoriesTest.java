package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.GitHosts;
import dev.paddock.git.RemoteAccess;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private repositories on a real git host behind TLS that asks for a token. */
@Tag("G1")
class PrivateRepositoriesTest {
    private static final String TOKEN = "git-planted-token-8842";

    @TempDir
    Path root;

    @AutoClose
    private PrivateHost host;

    private Home home;
    private GitHosts tokens;
    private Upstreams upstreams;

    @BeforeEach
    void open() {
        Path repositories = root.resolve("repositories");
        run("git", "init", "-q", "-b", "main", root.resolve("clone").toString());
        run(
                "git",
                "-C",
                root.resolve("clone").toString(),
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "secret work");
        run("git", "clone", "-q", "--bare", root.resolve("clone").toString(), repositories + "/team/app.git");
        host = new PrivateHost(root.resolve("host"), repositories, "ci", TOKEN, TOKEN);
        home = new Home(root.resolve("a home"), root.resolve("r"));
        tokens = new GitHosts(home.secrets());
        upstreams = new Upstreams(home, RemoteAccess.of(tokens, Map.of("SSL_CERT_FILE", host.authority.toString())));
        upstreams.create("p");
    }

    private static void run(String... command) {
        Processes.run(Command.of(command)).orThrow(command[1]);
    }

    @Test
    @Tag("attack-48")
    void fetchesWithATokenThatIsSeenNowhere() throws IOException {
        tokens.put(host.name(), "ci", TOKEN);
        upstreams.fetch("p", host.url("team/app.git"));
        assertThat(upstreams.resolve("p", "main")).hasSize(40);
        assertThat(upstreams.defaultBranch("p")).contains("main");
        assertThat(host.authorizations).as("every request that git made").anyMatch(a -> a.startsWith("Basic "));
        assertThat(host.seen).isEmpty();

        Path kept = home.secrets().resolve("git").resolve(host.name());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.walk(home.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean holds =
                        Files.readString(file, StandardCharsets.ISO_8859_1).contains(TOKEN);
                assertThat(holds).as(file.toString()).isEqualTo(file.equals(kept));
            }
        }
        assertThat(tokens.all()).singleElement().satisfies(known -> {
            assertThat(known.name()).isEqualTo(host.name());
            assertThat(known.username()).isEqualTo("ci");
            assertThat(known.toString()).doesNotContain(TOKEN);
        });
    }

    @Test
    void saysWhatToDoWithoutATokenWithAWrongOneAndWithoutTheRight() {
        assertThatThrownBy(() -> upstreams.fetch("p", host.url("team/app.git")))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PREREQUISITE))
                .hasMessageContaining("asks for a sign-in (401)")
                .hasMessageContaining("paddock auth git " + host.name());
        tokens.put(host.name(), "ci", "wrong-" + TOKEN);
        assertThatThrownBy(() -> upstreams.fetch("p", host.url("team/app.git")))
                .hasMessageContaining("refuses the token")
                .hasMessageNotContaining(TOKEN);
        host.status = 403;
        assertThatThrownBy(() -> upstreams.fetch("p", host.url("team/app.git"))).hasMessageContaining("(403)");
        host.status = 404;
        assertThatThrownBy(() -> upstreams.fetch("p", host.url("team/app.git")))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("(404)");
        assertThat(host.seen).isEmpty();
    }

    @Test
    void triesATokenBeforeItIsKept() throws IOException {
        upstreams.tryToken(host.url("team/app.git"), "ci", TOKEN);
        assertThatThrownBy(() -> upstreams.tryToken(host.url("team/app.git"), "ci", "wrong-token"))
                .hasMessageContaining("refuses the token");
        try (Stream<Path> files = Files.walk(home.secrets())) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void givesTheTokenToNoOtherHost() {
        try (PrivateHost other = new PrivateHost(root.resolve("other"), root, "ci", TOKEN, TOKEN)) {
            tokens.put(host.name(), "ci", TOKEN);
            host.redirect = "https://" + other.name();
            Upstreams trusting = new Upstreams(
                    home,
                    RemoteAccess.of(tokens, Map.of("SSL_CERT_FILE", both(other).toString())));
            assertThatThrownBy(() -> trusting.fetch("p", host.url("team/app.git")))
                    .hasMessageContaining("leads to another address");
            assertThatThrownBy(() -> trusting.fetch("p", other.url("team/app.git")))
                    .hasMessageContaining("asks for a sign-in");
            assertThat(other.authorizations).isNotEmpty().containsOnly("null");
        }
    }

    private Path both(PrivateHost other) {
        try {
            return Files.writeString(
                    root.resolve("both.pem"), Files.readString(host.authority) + Files.readString(other.authority));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void believesNoAuthorityThatNobodyNamed() {
        tokens.put(host.name(), "ci", TOKEN);
        Upstreams plain = new Upstreams(home);
        assertThatThrownBy(() -> plain.fetch("p", host.url("team/app.git"))).hasMessageContaining("SSL_CERT_FILE");
        assertThat(host.authorizations).isEmpty();
    }

    @Test
    void refusesWhatIsNoHostOrNoToken() {
        for (String name : List.of("", "../x", "a/b", "a b", ".x", "a..b", "-a", "a:0", "a:1:2", "https://a")) {
            assertThatThrownBy(() -> tokens.put(name, "u", TOKEN)).as(name).isInstanceOf(PaddockException.class);
        }
        for (String token : List.of("", "a", "with space", "two\nlines=1", "x".repeat(5_000))) {
            assertThatThrownBy(() -> tokens.put("example.org", "u", token)).isInstanceOf(PaddockException.class);
        }
        assertThat(tokens.put("Example.ORG:443", "u", TOKEN).name()).isEqualTo("example.org");
        assertThat(tokens.remove("example.org")).isTrue();
        assertThat(tokens.remove("example.org")).isFalse();
    }
}
