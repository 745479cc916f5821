package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.sandbox.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G4")
class AgentCommitsTest {
    @TempDir
    Path root;

    @AutoClose
    Field field;

    String base;
    Workspace workspace;
    Sandbox sandbox;

    @BeforeEach
    void open() {
        field = new Field(root);
        base = field.commit(
                "echo one >a; echo two >b; mkdir .claude; echo x >.claude/tracked; echo '*.log' >.gitignore");
        workspace = field.workspace("r1", base);
        sandbox = field.sandbox(workspace);
    }

    private String subjects(Collected collected) {
        return field.look(
                        workspace,
                        "log --format='%an: %s' " + base + ".."
                                + collected.commit().orElseThrow())
                .strip();
    }

    private String files(Collected collected) {
        return field.look(
                        workspace,
                        "diff-tree -r --name-status " + base + " "
                                + collected.commit().orElseThrow())
                .strip();
    }

    @Test
    void keepsTheAgentsCommitsBelowOurs() {
        Field.agent(sandbox, """
                echo c >c; git add c; git -c user.name=Robot commit -qm 'First step'; echo d >d; git add d; git commit -qm 'Second step'
                echo loose >loose
                """);
        Collected collected = field.collect(sandbox, workspace);
        assertThat(subjects(collected)).isEqualTo("""
                Ada Example: Do the task
                Ada Example: Second step
                Robot: First step""");
        assertThat(files(collected)).isEqualTo("A\tc\nA\td\nA\tloose");
        assertThat(collected.notes()).isEmpty();
    }

    @Test
    void namesTheRunInTheTipEvenWhereTheAgentCommittedAll() {
        Field.agent(sandbox, "echo c >c; git add c; git commit -qm 'All of it'");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(subjects(collected)).isEqualTo("Ada Example: Do the task\nAda Example: All of it");
        assertThat(field.look(
                        workspace, "log -1 --format=%B " + collected.commit().orElseThrow()))
                .contains("Paddock-Run: r1");
        assertThat(field.collect(sandbox, workspace).commit()).isEqualTo(collected.commit());
    }

    @Test
    void goesOnFromTurnToTurn() {
        Field.agent(sandbox, "echo 1 >c");
        Collected first = field.collect(sandbox, workspace);
        Field.agent(sandbox, "echo 2 >>c");
        Collected second = field.collect(sandbox, workspace);
        assertThat(field.look(workspace, "rev-parse " + second.commit().orElseThrow() + "^")
                        .strip())
                .isEqualTo(first.commit().orElseThrow());
        Field.agent(sandbox, "git add -A; git commit -qm 'By the agent'; echo 3 >>c");
        Collected third = field.collect(sandbox, workspace);
        assertThat(subjects(third)).isEqualTo("Ada Example: Do the task\nAda Example: By the agent");
        Field.agent(sandbox, "rm -f c; git reset -q --hard " + base);
        Collected fourth = field.collect(sandbox, workspace);
        assertThat(files(fourth)).isEmpty();
        assertThat(fourth.files()).isZero();
    }

    @Test
    void followsAmendedResetAndDetachedHeads() {
        Field.agent(
                sandbox,
                "echo c >c; git add c; git commit -qm One; git commit -q --amend -m Amended; git checkout -q --detach");
        assertThat(subjects(field.collect(sandbox, workspace)))
                .contains("Amended")
                .doesNotContain("One");
        Field.agent(sandbox, "git reset -q --soft " + base + "; git commit -qm Squashed; git checkout -q -b elsewhere");
        assertThat(subjects(field.collect(sandbox, workspace)))
                .contains("Squashed")
                .doesNotContain("Amended");
    }

    @Test
    void keepsTheFilesOfAnOrphanHead() {
        Field.agent(sandbox, "git checkout -q --orphan alone; echo c >c; git add -A; git commit -qm Orphan");
        Collected collected = field.collect(sandbox, workspace);
        assertThat(subjects(collected)).isEqualTo("Ada Example: Do the task");
        assertThat(files(collected)).isEqualTo("A\tc");
        assertThat(collected.notes()).anyMatch(note -> note.contains("does not descend"));
    }

    @Test
    void leavesOutUntrackedAgentConfigurationAndNamesIt() {
        Field.agent(sandbox, """
                mkdir -p .codex .gemini; echo s >.claude/settings.local.json; echo changed >.claude/tracked; echo c >.codex/config; echo g >.gemini/g
                echo '!.codex' >>.gitignore; echo code >code
                """);
        Collected collected = field.collect(sandbox, workspace);
        assertThat(files(collected)).isEqualTo("M\t.claude/tracked\nM\t.gitignore\nA\tcode");
        assertThat(collected.leftOut()).containsExactlyInAnyOrder(".claude/settings.local.json", ".codex/", ".gemini/");
    }

    @Test
    void keepsWhatTheAgentCommittedOnPurpose() {
        Field.agent(sandbox, """
                echo s >.claude/command; echo out >kept.log; git add -f .claude/command kept.log
                git rm -q --cached b; echo b >>.gitignore; git add .gitignore; git commit -qm Deliberate
                """);
        assertThat(files(field.collect(sandbox, workspace)))
                .isEqualTo("A\t.claude/command\nM\t.gitignore\nD\tb\nA\tkept.log");
    }

    @Test
    void ignoresOnlyWhatTheProjectIgnores() {
        Field.agent(sandbox, """
                echo x >build.log; echo y >hidden; echo z >global; mkdir -p ~/.config/git; echo global >~/.config/git/ignore
                mkdir -p .git/info; echo hidden >.git/info/exclude; git config core.excludesFile /home/agent/.config/git/ignore
                git update-index --assume-unchanged a; git update-index --skip-worktree b; echo changed >a; echo changed >b
                """);
        assertThat(files(field.collect(sandbox, workspace))).isEqualTo("M\ta\nM\tb\nA\tglobal\nA\thidden");
    }

    @Test
    void seesAChangeWhoseTimeWasPutBack() {
        Field.agent(sandbox, "touch -r a stamp; printf 'ONE\\n' >a; touch -r stamp a; rm stamp");
        assertThat(files(field.collect(sandbox, workspace))).isEqualTo("M\ta");
    }

    @Test
    void leavesLargeFilesOutAndNamesThem() throws Exception {
        Field small =
                new Field(root.resolve("other"), new CollectLimits(1000, 1 << 20, java.time.Duration.ofMinutes(1)));
        try (small) {
            String commit = small.commit("seq 1000 >tracked");
            Workspace own = small.workspace("r2", commit);
            Sandbox its = small.sandbox(own);
            Field.agent(its, "seq 2000 >large; echo s >small");
            Collected collected = small.collect(its, own);
            assertThat(collected.leftOut()).contains("large");
            assertThat(small.look(
                            own, "ls-tree --name-only " + collected.commit().orElseThrow()))
                    .isEqualTo("small\ntracked\n");
        }
    }
}
