package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G2")
class WorkspacesTest {
    @TempDir
    Path root;

    @AutoClose
    Field field;

    @BeforeEach
    void open() {
        field = new Field(root);
    }

    @Test
    @Tag("S1")
    void keepsRunsApart() {
        String base = field.commit("echo a >a");
        Workspace one = field.workspace("r1", base);
        Workspace two = field.workspace("r2", base);
        Sandbox first = field.sandbox(one);
        Sandbox second = field.sandbox(two);
        String blob = Field.agent(
                        first, "echo secret of one >mine; git add mine; git commit -qm mine; git rev-parse HEAD:mine")
                .strip();
        String tip = field.collect(first, one).commit().orElseThrow();
        assertThat(Field.agent(
                        second,
                        "ls; git cat-file -t " + blob + " 2>/dev/null || echo absent; git cat-file -t " + tip
                                + " 2>/dev/null || echo absent"))
                .isEqualTo("a\nabsent\nabsent\n");
        Field.agent(second, "echo 'secret of one' >same; git add same; git commit -qm same");
        field.collect(second, two);
        assertThat(field.look(two, "cat-file -t " + tip + " || echo absent")).isEqualTo("absent\n");
    }

    @Test
    void isFoundAgainAfterARestart() {
        Workspace workspace = field.workspace("r1", field.commit("echo a >a"));
        Workspaces later = new Workspaces(field.home, field.upstreams, field.bases, field.confinement);
        assertThat(later.find("r1")).contains(workspace);
        assertThat(later.find("r2")).isEmpty();
    }

    @Test
    void collectsThroughANewSandboxAfterAStop() {
        Workspace workspace = field.workspace("r1", field.commit("echo a >a"));
        Sandbox sandbox = field.sandbox(workspace);
        Field.agent(sandbox, "echo work >work");
        sandbox.kill();
        assertThat(field.collect(field.sandbox(workspace), workspace).files()).isEqualTo(1);
    }

    @Test
    void removesWhatNobodyMayEnter() {
        Workspace workspace = field.workspace("r1", field.commit("echo a >a"));
        Sandbox sandbox = field.sandbox(workspace);
        Field.agent(sandbox, """
                mkdir -p cache/mod; echo x >cache/mod/x; chmod 0444 cache/mod/x; chmod 0555 cache/mod cache; mkdir none; chmod 000 none
                d=deep; for i in $(seq 300); do d=$d/dddddddddddddd; done; mkdir -p ~/$d 2>/dev/null || true
                ln -s /etc link; printf x >"$(printf '\\377\\n')"
                """);
        field.collect(sandbox, workspace);
        sandbox.kill();
        field.workspaces.remove("r1");
        assertThat(workspace.directory()).doesNotExist();
        field.workspaces.remove("r1");
        field.upstreams.remove("p");
        assertThat(field.home.project("p")).doesNotExist();
    }

    @Test
    void refusesABranchThatIsNoRunsBranch() {
        String base = field.commit("echo a >a");
        for (String branch : List.of("main", "agent/", "agent/../x", "agent/-x", "agent/a/b", "agent/x.lock")) {
            assertThatThrownBy(() -> field.workspaces.prepare("r", "p", base, branch, Field.AUTHOR))
                    .as(branch)
                    .isInstanceOf(PaddockException.class);
        }
    }

    @Test
    void makesOneCheckoutForAllWhoAsk() throws Exception {
        String base = field.commit("""
                mkdir -p d/e; echo run >run; chmod +x run; ln -s d/e link; printf x >"$(printf 'n\\nl\\377')"; printf 'v1\\r\\n' >crlf
                echo '*.bin filter=lfs diff=lfs' >.gitattributes; echo 'version https://git-lfs.github.com/spec/v1' >x.bin; echo f >d/e/f
                """);
        List<Callable<Base>> askers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            askers.add(() -> field.bases.ensure("p", base));
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            var bases = threads.invokeAll(askers);
            for (var made : bases) {
                assertThat(made.get()).isEqualTo(bases.getFirst().get());
            }
        }
        Path tree = field.bases.ensure("p", base).tree();
        Field.sh(root, "git clone -q clone plain; rm -rf plain/.git; diff -r --no-dereference plain '" + tree + "'");
        assertThat(Files.isExecutable(tree.resolve("run"))).isTrue();
        assertThat(Files.isSymbolicLink(tree.resolve("link"))).isTrue();
        try (var left = Files.list(field.home.project("p").resolve("base"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void saysWhatCommitIsMissing() {
        field.commit("echo a >a");
        assertThatThrownBy(() -> field.bases.ensure("p", "1".repeat(40)))
                .isInstanceOf(PaddockException.class)
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> field.bases.ensure("p", "../../x")).isInstanceOf(PaddockException.class);
    }

    @Test
    @Tag("G12")
    void endsAPatchThatFailsWithAFailure() {
        Workspace workspace = field.workspace("r1", field.commit("echo a >a"));
        assertThat(field.patch(workspace, workspace.base())).isEmpty();
        assertThatThrownBy(() -> field.patch(workspace, "1".repeat(40)))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("git failed");
        assertThatThrownBy(() -> field.workspaces.diffs().patch("none", workspace.base(), workspace.base()))
                .isInstanceOf(PaddockException.class);
    }
}
