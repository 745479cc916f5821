package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repositories that try to run commands. Each plants a command that leaves a mark in a directory which both the host and the collecting process could
 * write; a control shows that plain git over the same files does leave it.
 */
@Tag("G3")
class HostileRepositoryTest {
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
                "echo one >a; mkdir nested; echo n >nested/n; echo '*.f filter=x diff=x merge=x' >.gitattributes; echo f >a.f");
        workspace = field.workspace("r1", base);
        sandbox = field.sandbox(workspace);
    }

    /** A command that leaves a mark at this test's root on the host, or in the collecting git directory inside. */
    private String marker() {
        return "sh -c 'touch " + root + "/mark /paddock/collect/mark /workspace/mark 2>/dev/null; cat'";
    }

    private Collected collectUnmarked() {
        Collected collected = field.collect(sandbox, workspace);
        collected.commit().ifPresent(commit -> {
            field.patch(workspace, commit);
            assertThat(field.look(workspace, "ls-tree -r --name-only " + commit))
                    .doesNotContain("mark");
        });
        assertThat(root.resolve("mark")).doesNotExist();
        assertThat(workspace.collecting().resolve("mark")).doesNotExist();
        assertThat(workspace.upper().resolve("mark")).doesNotExist();
        return collected;
    }

    /** The control: plain git, on a copy of the same files, as the person would run it. */
    private void plainGitLeavesTheMark(String command) {
        Field.sh(
                root,
                "rm -rf control; cp -r clone control; cp -rf '" + workspace.upper()
                        + "'/. control/; rm -rf control/.git"
                        + "; cp -r '" + workspace.gitDirectory()
                        + "' control/.git; rm -f control/.git/objects/info/alternates"
                        + "; cp -r clone/.git/objects control/.git/");
        Field.sh(root.resolve("control"), command + " >/dev/null 2>&1 || true");
        assertThat(root.resolve("mark")).as("the control's mark").exists();
    }

    @Test
    @Tag("attack-58")
    void runsNoFilter() {
        Field.agent(
                sandbox,
                "git config filter.x.clean \"" + marker() + "\"; git config filter.x.smudge \"" + marker()
                        + "\"; git config filter.x.required true; git config diff.x.textconv \"" + marker()
                        + "\"; echo changed >a.f");
        assertThat(collectUnmarked().files()).isEqualTo(1);
        plainGitLeavesTheMark("git add -A");
    }

    @Test
    @Tag("attack-57")
    void runsNoFsmonitorNoHookNoPager() {
        Field.agent(
                sandbox,
                "git config core.fsmonitor \"" + marker()
                        + "\"; mkdir -p hooks; for h in pre-commit post-commit post-index-change"
                        + " reference-transaction post-checkout pre-auto-gc; do printf '#!/bin/sh\\n%s </dev/null\\n' \""
                        + marker() + "\" >hooks/$h; chmod +x hooks/$h; done"
                        + "; git config core.hooksPath hooks; git config core.pager \"" + marker()
                        + "\"; git config core.sshCommand \"" + marker()
                        + "\"; git config gpg.program \"" + marker()
                        + "\"; git config commit.gpgSign true; git config credential.helper '!" + "touch " + root
                        + "/mark'"
                        + "; git config core.editor \"" + marker() + "\"; echo changed >a");
        assertThat(collectUnmarked().commit()).isPresent();
        plainGitLeavesTheMark("git status");
    }

    @Test
    @Tag("attack-59")
    void looksIntoNoNestedRepository() {
        Field.agent(
                sandbox,
                "git init -q vendored; cd vendored; echo v >v; git add v; git commit -qm v; git config core.fsmonitor \""
                        + marker() + "\"; cd ..; cd nested; git init -q .; git config core.fsmonitor \"" + marker()
                        + "\"; echo more >more; cd ..; git init -q empty; echo e >empty/e");
        Collected collected = collectUnmarked();
        assertThat(field.look(
                        workspace,
                        "ls-tree -r --name-only " + collected.commit().orElseThrow()))
                .contains("nested/more")
                .doesNotContain("vendored")
                .doesNotContain("160000");
        assertThat(collected.notes()).anyMatch(note -> note.startsWith("vendored "));
        plainGitLeavesTheMark("git add vendored; git status");
    }

    @Test
    @Tag("attack-60")
    void readsNoIncludedOrWorktreeConfiguration() {
        Field.agent(
                sandbox,
                "printf '[core]\\n\\tfsmonitor = \"%s\"\\n' \"" + marker() + "\" >evil; git config include.path ../evil"
                        + "; git config extensions.worktreeConfig true; cp evil .git/config.worktree; echo changed >a");
        assertThat(collectUnmarked().commit()).isPresent();
        plainGitLeavesTheMark("git status");
    }

    @Test
    @Tag("attack-6")
    void collectsWithoutTheAgentsGitDirectory() {
        Field.agent(sandbox, "echo c >c; git add c; git commit -qm One");
        field.collect(sandbox, workspace);
        Field.agent(sandbox, "rm -rf .git/* .git/.??* 2>/dev/null || true; echo d >d");
        Collected collected = collectUnmarked();
        assertThat(field.look(
                        workspace,
                        "diff-tree -r --name-only " + base + " "
                                + collected.commit().orElseThrow()))
                .isEqualTo("c\nd\n");
        assertThat(field.look(
                        workspace,
                        "log --format=%s " + base + ".." + collected.commit().orElseThrow()))
                .isEqualTo("Do the task\nDo the task\nOne\n");
        assertThat(collected.notes()).anyMatch(note -> note.contains("removed or broken"));
    }

    @Test
    void collectsWithABrokenIndexHeadAndObjects() {
        Field.agent(sandbox, """
                echo c >c; git add c; git commit -qm One; echo d >d; head -c 1000 /dev/urandom >.git/index
                for f in $(find .git/objects -type f -path '*/??/*'); do chmod u+w $f; echo broken >$f; done
                """);
        Collected collected = collectUnmarked();
        assertThat(field.look(
                        workspace,
                        "diff-tree -r --name-only " + base + " "
                                + collected.commit().orElseThrow()))
                .isEqualTo("c\nd\n");
        Field.agent(sandbox, "rm .git/HEAD; mkfifo .git/HEAD; echo e >e");
        assertThat(field.look(
                        workspace,
                        "diff-tree -r --name-only " + base + " "
                                + collectUnmarked().commit().orElseThrow()))
                .isEqualTo("c\nd\ne\n");
    }

    @Test
    @Tag("attack-61")
    void followsNoGitfileCommondirOrAlternates() throws Exception {
        Field secret = new Field(root.resolve("secret"));
        try (secret) {
            String other = secret.commit("echo secret >s");
            Field.agent(
                    sandbox,
                    "echo /etc >.git/commondir; echo " + secret.clone
                            + "/.git/objects >>.git/objects/info/alternates; echo " + other
                            + " >.git/refs/heads/agent/r1; echo 'gitdir: " + secret.clone
                            + "/.git' >nested/.git; echo c >c");
            Collected collected = collectUnmarked();
            assertThat(field.look(
                            workspace,
                            "diff-tree -r --name-only " + base + " "
                                    + collected.commit().orElseThrow()))
                    .isEqualTo("c\n");
            assertThat(field.look(workspace, "cat-file -t " + other + " || echo absent"))
                    .isEqualTo("absent\n");
        }
    }

    @Test
    @Tag("attack-63")
    @Tag("attack-64")
    void bringsNoRefOfTheAgents() throws Exception {
        Field.agent(
                sandbox,
                "echo c >c; git add c; git commit -qm One; c=$(git rev-parse HEAD); mkdir -p .git/refs/heads/agent; echo $c >'.git/refs/heads/--upload-pack=x'"
                        + "; echo $c >.git/refs/heads/main; echo $c >.git/refs/heads/agent/other-1; mkdir -p .git/refs/paddock/base; echo $c >.git/refs/paddock/base/"
                        + base
                        + "; printf 'ref: refs/heads/--upload-pack=x\\n' >.git/HEAD");
        Collected collected = collectUnmarked();
        assertThat(field.look(workspace, "for-each-ref --format='%(refname)'")).isEqualTo("refs/heads/agent\n");
        assertThat(field.look(
                        workspace,
                        "log --format=%s " + base + ".." + collected.commit().orElseThrow()))
                .contains("One");
        assertThat(field.upstreams.resolve("p", "main")).isEqualTo(base);
        try (var refs = Files.list(Published.repository(field.home, "p").resolve("refs/heads/agent"))) {
            assertThat(refs.map(ref -> ref.getFileName().toString())).containsExactly("r1");
        }
    }

    @Test
    @Tag("attack-64")
    void fetchesNothingForAPromisorOrASubmodule() {
        Field.agent(
                sandbox,
                "git config remote.x.url 'ext::touch " + root
                        + "/mark'; git config remote.x.promisor true; git config extensions.partialClone x"
                        + "; git config protocol.ext.allow always; echo 1111111111111111111111111111111111111111 >.git/refs/heads/agent/r1"
                        + "; printf '[submodule \"s\"]\\n\\tpath = s\\n\\turl = ext::touch " + root
                        + "/mark\\n' >.gitmodules; echo c >c");
        Collected collected = collectUnmarked();
        assertThat(field.look(
                        workspace,
                        "diff-tree -r --name-only " + base + " "
                                + collected.commit().orElseThrow()))
                .isEqualTo(".gitmodules\nc\n");
    }

    @Test
    @Tag("attack-65")
    void standsAMillionRefs() {
        Field.agent(
                sandbox,
                "c=$(git rev-parse HEAD); { echo '# pack-refs with: peeled fully-peeled sorted'; seq -f \"$c refs/heads/x%07.0f\" 1000000; } >.git/packed-refs; echo c >c; git add c; git commit -qm One");
        Collected collected = collectUnmarked();
        assertThat(field.look(
                        workspace,
                        "log --format=%s " + base + ".." + collected.commit().orElseThrow()))
                .isEqualTo("Do the task\nOne\n");
    }

    @Test
    void keepsSubmodulesAsTheyAre() {
        String pinned = Field.sh(root, "git init -q sub; cd sub; git commit -q --allow-empty -m s; git rev-parse HEAD")
                .strip();
        String with = field.commit("git update-index --add --cacheinfo 160000," + pinned
                + ",sub; mkdir -p sub; git commit -qm sub; echo x >x");
        Workspace other = field.workspace("r2", with);
        Sandbox its = field.sandbox(other);
        Field.agent(
                its,
                "test -d sub; git init -q sub; cd sub; git config core.fsmonitor \"" + marker()
                        + "\"; git commit -q --allow-empty -m else; cd ..; echo c >c");
        Collected collected = field.collect(its, other);
        assertThat(field.look(other, "ls-tree " + collected.commit().orElseThrow() + " sub"))
                .isEqualTo("160000 commit " + pinned + "\tsub\n");
        assertThat(root.resolve("mark")).doesNotExist();
        Field.agent(its, "rm -rf sub");
        assertThat(field.look(
                        other,
                        "ls-tree --name-only "
                                + field.collect(its, other).commit().orElseThrow()))
                .doesNotContain("sub");
    }
}
