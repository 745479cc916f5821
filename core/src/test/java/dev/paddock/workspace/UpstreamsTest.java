package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.GitHosts;
import dev.paddock.git.RemoteAccess;
import dev.paddock.git.RemoteUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("G1")
class UpstreamsTest {
    @TempDir
    Path root;

    @AutoClose
    Field field;

    @BeforeEach
    void open() {
        field = new Field(root);
    }

    @Test
    void fetchesBranchesTagsAndTheDefaultBranch() {
        Field.sh(field.clone, "git checkout -q -b trunk");
        String first = field.commit("echo a >a; ");
        Field.sh(field.clone, "git tag -a -m v1 v1; git checkout -q -b feature/x");
        String second = field.commit("echo b >b");
        Field.sh(field.clone, "git checkout -q trunk");
        field.fetched();
        assertThat(field.upstreams.defaultBranch("p")).contains("trunk");
        assertThat(field.upstreams.resolve("p", "HEAD")).isEqualTo(first);
        assertThat(field.upstreams.resolve("p", "v1")).isEqualTo(first);
        assertThat(field.upstreams.resolve("p", "feature/x")).isEqualTo(second);
        assertThat(field.upstreams.resolve("p", "origin/feature/x")).isEqualTo(second);
        assertThat(field.upstreams.resolve("p", second)).isEqualTo(second);
        assertThat(field.upstreams.resolve("p", second.substring(0, 9))).isEqualTo(second);
    }

    @Test
    void namesWhatIsNearAnUnknownBase() {
        field.commit("git branch -m develop 2>/dev/null; echo a >a");
        assertThatThrownBy(() -> field.upstreams.resolve("p", "devlop"))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("near it: develop")
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @Tag("attack-64")
    @ValueSource(
            strings = {"--upload-pack=touch /tmp/x", "-x", "a..b", "main^{tree}", "@{-1}", "main:file", "a b", "", "\0"
            })
    void refusesBasesThatAreNoNames(String ref) {
        field.commit("echo a >a");
        assertThatThrownBy(() -> field.upstreams.resolve("p", ref))
                .isInstanceOf(PaddockException.class)
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.INVALID);
    }

    @ParameterizedTest
    @Tag("attack-64")
    @ValueSource(
            strings = {
                "ext::sh -c 'touch mark'",
                "--upload-pack=x",
                "ssh://-oProxyCommand=touch/x",
                "-oProxyCommand=x:path",
                "fd::3",
                "http://example.org/x",
                "relative/path",
                "https://user:secret@example.org/x",
                "file://host/x"
            })
    void refusesAddressesThatGitWouldRun(String url) {
        field.upstreams.create("p");
        assertThatThrownBy(() -> field.upstreams.fetch("p", url))
                .isInstanceOf(PaddockException.class)
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void takesWebAndSshAddresses() {
        assertThat(RemoteUrl.parse("https://github.com/owner/name.git").directory())
                .isEmpty();
        assertThat(RemoteUrl.parse("git@github.com:owner/name.git").directory()).isEmpty();
        assertThat(RemoteUrl.parse("ssh://git@host.example:2222/~/x").directory())
                .isEmpty();
        assertThat(RemoteUrl.parse("file://" + field.clone).directory()).contains(field.clone);
    }

    @Test
    void keepsPinnedCommitsThroughForcePushAndCollection() {
        String old = field.commit("echo old >a");
        Workspace workspace = field.workspace("r1", old);
        Field.sh(
                field.clone,
                "git checkout -q --orphan other; git commit -q --amend -m other || git commit -q -m other; git branch -M main");
        String fresh = field.commit("echo new >a");
        assertThat(field.upstreams.resolve("p", "main")).isEqualTo(fresh);
        Field.sh(root, "git --git-dir='" + field.upstreams.repository("p") + "' gc -q --prune=now");
        var sandbox = field.sandbox(workspace);
        Field.agent(sandbox, "git log -1 >/dev/null; git show HEAD:a; echo more >>a");
        assertThat(field.collect(sandbox, workspace).commit()).isPresent();
        assertThat(field.upstreams.resolve("p", old)).isEqualTo(old);
    }

    @Test
    void followsTheDefaultBranchAloneAndATagThatWasMoved() {
        field.commit("echo a >a");
        field.commit("git branch next; git tag v1; echo b >a");
        Field.sh(field.clone, "git checkout -q next");
        field.fetched();
        assertThat(field.upstreams.defaultBranch("p")).contains("next");
        String moved = Field.sh(field.clone, "git checkout -q main; git tag -f v1 >/dev/null; git rev-parse HEAD")
                .strip();
        field.fetched();
        assertThat(field.upstreams.defaultBranch("p")).contains("main");
        assertThat(field.upstreams.resolve("p", "v1")).isEqualTo(moved);
    }

    @Test
    void dropsBranchesThatAreGone() {
        String commit = field.commit("echo a >a");
        Field.sh(field.clone, "git branch gone");
        field.fetched();
        Field.sh(field.clone, "git branch -D gone");
        field.fetched();
        assertThatThrownBy(() -> field.upstreams.resolve("p", "gone")).isInstanceOf(PaddockException.class);
        field.upstreams.pin("p", commit);
    }

    @Test
    @Tag("attack-62")
    void refusesARemoteWithAPoisonedTree() {
        field.commit("echo a >a");
        Path git = field.clone.resolve(".git");
        String config = Forge.blob(git, "[core]");
        String evil =
                Forge.tree(git, Forge.entry("40000", ".GIT", Forge.tree(git, Forge.entry("100644", "config", config))));
        Field.sh(field.clone, "git update-ref refs/heads/evil $(git commit-tree -m evil " + evil + ")");
        assertThatThrownBy(() -> field.fetched())
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("hasDotgit");
        assertThatThrownBy(() -> field.upstreams.resolve("p", "evil")).isInstanceOf(PaddockException.class);
    }

    @Test
    @Tag("attack-65")
    void refusesWhatCostsMoreThanItsLimitsAndSaysWhich() throws Exception {
        String commit = field.commit("head -c 3000000 /dev/urandom >noise");
        FetchLimits all = FetchLimits.standard();
        String url = field.clone.toString();
        record Costly(FetchLimits limits, String words) {}
        Field.sh(field.clone, "for i in $(seq 20); do git branch b$i; done");
        for (Costly costly : new Costly[] {
            new Costly(
                    new FetchLimits(all.time(), 20, all.packBytes(), all.memoryBytes()),
                    "more than 20 branches and tags"),
            new Costly(
                    new FetchLimits(all.time(), all.refs(), 1 << 20, all.memoryBytes()),
                    "larger than the server takes"),
            new Costly(
                    new FetchLimits(Duration.ofMillis(1), all.refs(), all.packBytes(), all.memoryBytes()),
                    "did not give its commits within")
        }) {
            Upstreams upstreams = new Upstreams(
                    field.home, RemoteAccess.of(new GitHosts(field.home.secrets()), Map.of()), costly.limits());
            upstreams.create("q");
            assertThatThrownBy(() -> upstreams.fetch("q", url))
                    .isInstanceOf(PaddockException.class)
                    .hasMessageContaining(costly.words())
                    .extracting(e -> ((PaddockException) e).code())
                    .isEqualTo(ErrorCode.LIMIT);
            try (var left = Files.list(upstreams.objects("q").resolve("pack"))) {
                assertThat(left).as("nothing half is left").isEmpty();
            }
        }
        field.upstreams.fetch("q", url);
        assertThat(field.upstreams.resolve("q", "HEAD"))
                .as("it is well after it")
                .isEqualTo(commit);
    }
}
