package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHttpTest {
    @TempDir
    Path root;

    Field field;
    GitDoor door;

    @BeforeEach
    void open() throws Exception {
        field = new Field(root);
        door = new GitDoor(new GitHttp(field.home, field.upstreams, field.confinement));
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        field.close();
    }

    /** Pushes the clone's HEAD as the command does; the commit. */
    private String push(String script) {
        field.upstreams.create("p");
        return Field.sh(
                        field.clone,
                        script + "\ngit add -A; git commit -q -m change; c=$(git rev-parse HEAD); git push -q "
                                + door.url("p") + " $c:refs/paddock/push/$c; echo $c")
                .strip();
    }

    @Test
    @Tag("G1")
    @Tag("G12")
    void takesAPersonsPushAndOffersRunsBranches() throws Exception {
        String base = push("echo a >a");
        assertThat(field.upstreams.resolve("p", base)).isEqualTo(base);
        Workspace one = field.workspace("fix-1", base);
        Workspace two = field.workspace("fix-2", base);
        Sandbox first = field.sandbox(one);
        Sandbox second = field.sandbox(two);
        Field.agent(first, "echo one >one");
        Field.agent(second, "echo two >two");
        String tip = field.collect(first, one).commit().orElseThrow();
        field.collect(second, two);
        assertThat(Field.sh(field.clone, "git ls-remote " + door.url("p"))
                        .lines()
                        .map(line -> line.split("\t")[1]))
                .containsExactlyInAnyOrder("refs/heads/agent/fix-1", "refs/heads/agent/fix-2");
        Field.sh(field.clone, "git fetch -q " + door.url("p") + " 'refs/heads/agent/*:refs/remotes/paddock/agent/*'");
        assertThat(Field.sh(field.clone, "git rev-parse paddock/agent/fix-1").strip())
                .isEqualTo(tip);
        assertThat(Field.sh(field.clone, "git show paddock/agent/fix-2:two")).isEqualTo("two\n");
        Field.agent(first, "echo more >>one");
        assertThat(field.collect(first, one).fresh()).isTrue();
        Field.sh(
                field.clone,
                "git fetch -q " + door.url("p") + " refs/heads/agent/fix-1:refs/remotes/paddock/agent/fix-1");
        first.kill();
        field.workspaces.remove("fix-1");
        assertThat(Field.sh(field.clone, "git ls-remote " + door.url("p")))
                .doesNotContain("fix-1")
                .contains("fix-2");
        Field.sh(field.clone, "git fetch -q " + door.url("p") + " refs/heads/agent/fix-2");
        push("echo b >b");
    }

    @Test
    @Tag("attack-63")
    void takesPushesIntoOneNamespaceOnly() {
        String base = push("echo a >a");
        for (String ref : new String[] {
            "refs/heads/main",
            "refs/tags/x",
            "refs/paddock/base/" + base,
            "refs/heads/agent/fix-1",
            "refs/paddock/pushed",
            "refs/paddock/push/" + "1".repeat(40)
        }) {
            assertThat(Field.sh(
                            field.clone,
                            "git push -q " + door.url("p") + " HEAD:" + ref + " 2>&1 && echo taken || true"))
                    .as(ref)
                    .doesNotContain("taken");
        }
        assertThat(Field.sh(
                        field.clone,
                        "git push -q " + door.url("p") + " :refs/paddock/push/" + base + " 2>&1 && echo taken || true"))
                .doesNotContain("taken");
        assertThat(Field.sh(
                        field.clone,
                        "git --git-dir='" + field.upstreams.repository("p") + "' for-each-ref --format='%(refname)'"))
                .isEqualTo("refs/paddock/push/" + base + "\n");
    }

    @Test
    @Tag("attack-62")
    void refusesAPushedPoisonedTree() {
        push("echo a >a");
        Path git = field.clone.resolve(".git");
        String tree = Forge.tree(
                git,
                Forge.entry("40000", ".GIT", Forge.tree(git, Forge.entry("100644", "config", Forge.blob(git, "x")))));
        String commit = Forge.commit(git, tree);
        assertThat(Field.sh(
                        field.clone,
                        "git push -q " + door.url("p") + " " + commit + ":refs/paddock/push/" + commit
                                + " 2>&1 && echo taken || true"))
                .contains("hasDotgit")
                .doesNotContain("taken");
    }

    @Test
    void answersNothingElse() {
        push("echo a >a");
        GitHttp git = new GitHttp(field.home, field.upstreams, field.confinement);
        for (GitRequest request : new GitRequest[] {
            new GitRequest("GET", "/HEAD", "", null, null, null),
            new GitRequest("GET", "/objects/info/packs", "", null, null, null),
            new GitRequest("GET", "/info/refs", "", null, null, null),
            new GitRequest("GET", "/info/refs", "service=git-upload-archive", null, null, null),
            new GitRequest("POST", "/../config", "", null, null, null),
            new GitRequest("PUT", "/git-receive-pack", "", null, null, null)
        }) {
            assertThatThrownBy(() -> git.start("p", request)).as(request.path()).isInstanceOf(PaddockException.class);
        }
        assertThatThrownBy(() -> git.start(
                        "none", new GitRequest("GET", "/info/refs", "service=git-upload-pack", null, null, null)))
                .isInstanceOf(PaddockException.class);
    }
}
