package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits whose objects are made to hurt whoever takes them: they are refused, the files are collected all the same. */
@Tag("G3")
class HostileObjectsTest {
    @TempDir
    Path root;

    @AutoClose
    Field field;

    String base;
    Workspace workspace;
    Sandbox sandbox;
    Path git;

    @BeforeEach
    void open() {
        field = new Field(root, new CollectLimits(64 << 20, 1 << 20, Duration.ofMinutes(1)));
        base = field.commit("echo one >a");
        workspace = field.workspace("r1", base);
        sandbox = field.sandbox(workspace);
        git = workspace.gitDirectory();
    }

    /** The agent's HEAD is a commit on the base with this tree. */
    private void head(String tree) throws Exception {
        Files.writeString(git.resolve("refs/heads/agent/r1"), Forge.commit(git, tree, base) + "\n");
    }

    private void refusedButFilesCollected(String tree) throws Exception {
        head(tree);
        Field.agent(sandbox, "echo c >c");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(field.look(
                        workspace,
                        "log --format=%s " + base + ".." + collected.commit().orElseThrow()))
                .isEqualTo("Do the task\n");
        assertThat(field.look(
                        workspace,
                        "ls-tree -r --name-only " + collected.commit().orElseThrow()))
                .isEqualTo("a\nc\n");
        assertThat(collected.notes()).anyMatch(note -> note.contains("could not be kept"));
        assertThat(field.look(workspace, "cat-file -t " + tree + " || echo absent"))
                .isEqualTo("absent\n");
    }

    @Test
    @Tag("attack-62")
    void refusesDotGitTrees() throws Exception {
        String config = Forge.blob(git, "[core]\n\tfsmonitor = touch mark\n");
        refusedButFilesCollected(Forge.tree(
                git, Forge.entry("40000", ".GIT", Forge.tree(git, Forge.entry("100644", "config", config)))));
    }

    @Test
    @Tag("attack-62")
    void refusesDotDotTrees() throws Exception {
        String blob = Forge.blob(git, "x");
        refusedButFilesCollected(Forge.tree(
                git, Forge.entry("40000", "..", Forge.tree(git, Forge.entry("100644", "x", blob)))));
    }

    @Test
    @Tag("attack-62")
    void refusesALinkedGitmodules() throws Exception {
        refusedButFilesCollected(Forge.tree(git, Forge.entry("120000", ".gitmodules", Forge.blob(git, "/etc/passwd"))));
    }

    @Test
    @Tag("attack-62")
    @Tag("attack-64")
    void leavesOutAGitmodulesFileThatRunsCommandsOrIsALink() {
        String command =
                "printf '[submodule \"s\"]\\n\\tpath = s\\n\\turl = https://example.org/s\\n\\tupdate = !touch mark\\n'";
        Field.agent(
                sandbox,
                "mkdir -p one two three; " + command + " >one/.gitmodules; ln -s /etc/passwd two/.gitmodules; "
                        + command + " | grep -v update >three/.gitmodules; echo c >c");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(field.look(
                        workspace,
                        "ls-tree -r --name-only " + collected.commit().orElseThrow()))
                .isEqualTo("a\nc\nthree/.gitmodules\n");
        assertThat(collected.notes()).anyMatch(note -> note.endsWith(": one/.gitmodules"));
    }

    @Test
    void refusesCommitsThatLackObjects() throws Exception {
        refusedButFilesCollected(Forge.tree(git, Forge.entry("100644", "missing", "1".repeat(40))));
    }

    /** A tree of 12 objects with 10^12 files. */
    private String bomb() {
        String tree = Forge.tree(git, Forge.entry("100644", "f", Forge.blob(git, "x")));
        for (int level = 0; level < 12; level++) {
            byte[][] entries = new byte[10][];
            for (int i = 0; i < 10; i++) {
                entries[i] = Forge.entry("40000", "d" + i, tree);
            }
            tree = Forge.tree(git, entries);
        }
        return tree;
    }

    @Test
    @Tag("attack-65")
    void refusesTheAgentsCommitsWhereOneUnfoldsWithoutEnd() throws Exception {
        String bomb = bomb();
        refusedButFilesCollected(bomb);
        String clean = Field.sh(field.clone, "git rev-parse HEAD^{tree}").strip();
        String below = Forge.commit(git, bomb, base);
        Files.writeString(git.resolve("refs/heads/agent/r1"), Forge.commit(git, clean, below) + "\n");
        Field.agent(sandbox, "echo d >d");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(collected.notes()).anyMatch(note -> note.contains("unfold into more than"));
        assertThat(field.look(
                        workspace,
                        "ls-tree -r --name-only " + collected.commit().orElseThrow()))
                .isEqualTo("a\nc\nd\n");
        assertThat(field.look(workspace, "cat-file -t " + bomb + " || echo absent"))
                .as("what is refused leaves nothing")
                .isEqualTo("absent\n");
    }

    @Test
    @Tag("attack-65")
    void refusesACommitWithAFileThatIsTooLarge() throws Exception {
        Field.agent(
                sandbox,
                "truncate -s 70m zero; git -c core.bigFileThreshold=1m add zero; git commit -qm Large; git rm -q zero; git commit -qm Gone; echo c >c");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(collected.notes()).anyMatch(note -> note.contains("a file of 73400320 bytes"));
        assertThat(field.look(
                        workspace,
                        "ls-tree -r --name-only " + collected.commit().orElseThrow()))
                .isEqualTo("a\nc\n");
    }

    @Test
    @Tag("attack-65")
    void refusesATreeThatUnfoldsWithoutEnd() throws Exception {
        String bomb = bomb();
        Files.writeString(root.resolve("bomb"), bomb);
        Field.sh(
                field.clone,
                "cp -rn '" + git
                        + "'/objects/?? .git/objects/; git update-ref refs/heads/bomb $(git commit-tree -m bomb " + bomb
                        + ")");
        field.fetched();
        String commit = field.upstreams.resolve("p", "bomb");
        assertThatThrownBy(() -> field.bases.ensure("p", commit))
                .isInstanceOf(PaddockException.class)
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.LIMIT);
        assertThat(field.home.project("p").resolve("base").resolve(commit)).doesNotExist();
    }

    @Test
    @Tag("attack-65")
    void refusesMoreThanTheLargestPack() {
        Field.agent(sandbox, "head -c 3000000 /dev/urandom >big");
        assertThatThrownBy(() -> field.collect(sandbox, workspace))
                .isInstanceOf(PaddockException.class)
                .extracting(e -> ((PaddockException) e).code())
                .isEqualTo(ErrorCode.LIMIT);
        assertThat(field.workspaces.tip("r1")).isEmpty();
        Field.agent(sandbox, "rm big; echo c >c");
        assertThat(field.collect(sandbox, workspace).files()).isEqualTo(1);
    }

    @Test
    @Tag("attack-65")
    void cutsAStreamThatIsLargerThanItSaid() throws Exception {
        Process endless = new ProcessBuilder("cat", "/dev/zero").start();
        Process sink = new ProcessBuilder("sh", "-c", "cat >/dev/null").start();
        assertThat(dev.paddock.git.Piping.pipe(endless, sink, 10_000_000, Duration.ofMinutes(1))
                        .tooMuch())
                .isTrue();
        assertThat(endless.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
}
