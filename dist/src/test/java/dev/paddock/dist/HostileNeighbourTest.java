package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that want to read what another made, and remotes that are rewritten or larger than the server takes.
 */
@Tag("G3")
class HostileNeighbourTest {
    @TempDir
    private static Path directory;

    private static HostileGround ground;
    private static Installation paddock;

    @BeforeAll
    static void install() {
        ground = new HostileGround(directory);
        paddock = ground.paddock;
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    @Test
    @Tag("attack-61")
    @Tag("attack-63")
    void noRunReadsWhatAnotherMade() throws Exception {
        String first =
                ground.finished("echo SECRET-$((40 + 2)) >theirs.txt; git add theirs.txt; git commit -qm Theirs");
        String commit = paddock.show(first).path("commit").asString();
        String blob = ground.person
                .repository()
                .git(
                        "hash-object",
                        ground.of(first).resolve("layer/upper/theirs.txt").toString());
        assertThat(paddock.paddock("diff", first).ok().out())
                .as("the positive control")
                .contains("+SECRET-42");
        String port = Integer.toString(paddock.api().url().getPort());
        String second = ground.finished("for o in " + commit + " " + blob
                + "; do git cat-file -e $o && echo READ $o; done 2>/dev/null; "
                + "echo '" + ground.of(first) + "/result.git/objects' >>.git/objects/info/alternates; git cat-file -e "
                + commit
                + " 2>/dev/null && echo READ by alternates; "
                + "git update-ref refs/heads/stolen " + commit + " 2>/dev/null && echo READ by a ref; "
                + "cat /paddock/objects/../../result.git/HEAD '" + ground.of(first)
                + "/result.git/HEAD' 2>/dev/null && echo READ files; "
                + "for u in http://127.0.0.1:" + port
                + " http://127.0.0.1:3128; do timeout 10 git -c http.proxy= fetch -q $u/git/project.git " + commit
                + " 2>/dev/null && echo READ by fetch; done; "
                + "git --git-dir=/paddock/objects/.. cat-file --batch-all-objects --batch-check 2>/dev/null | grep -q "
                + commit
                + " && echo READ all; echo '" + commit + "' >.git/refs/heads/agent/x; echo '" + commit
                + "' >.git/HEAD; echo mine >mine.txt; echo looked");
        assertThat(paddock.text(second)).contains("looked").doesNotContain("READ");
        assertThat(paddock.paddock("diff", second).ok().out()).contains("+mine").doesNotContain("SECRET-42");

        // Nor as its base, nor by way of another project.
        String project = paddock.show(first).path("project").asString();
        HttpResponse<String> based = ground.call(
                "POST",
                "/tasks",
                "{\"goal\":\"cat theirs.txt\",\"project\":\"" + project + "\",\"base\":\"" + commit
                        + "\",\"agents\":[\"shell\"]}");
        assertThat(based.statusCode()).as(based::body).isEqualTo(404);
        Path other = directory.resolve("stranger");
        Repository stranger = Repository.create(other);
        paddock.in(other, "project", "add").ok();
        Done stolen = paddock.shell(
                other,
                "git -c credential.helper='!paddock credential' fetch -q \"$(paddock git-url " + first + " | sed s/"
                        + project + "/stranger/)\" " + commit);
        assertThat(stolen.exitCode()).as(stolen::err).isNotZero();
        assertThat(paddock.shell(
                                other,
                                "git -c credential.helper='!paddock credential' fetch -q \"$(paddock git-url " + first
                                        + ")\" " + commit)
                        .exitCode())
                .as("the positive control: the project's own owner may")
                .isZero();
        assertThat(stranger.git("cat-file", "-t", commit)).isEqualTo("commit");
        // What is deleted is gone for everybody.
        paddock.paddock("delete", first, "--yes").ok();
        assertThat(paddock.shell(
                                ground.person.repository().directory(),
                                "git -c credential.helper='!paddock credential' fetch -q \"$(paddock git-url " + second
                                        + ")\" " + commit)
                        .exitCode())
                .isNotZero();
    }

    @Test
    @Tag("attack-65")
    void aRemoteThatIsRewrittenOrTooLargeHurtsNobody() throws Exception {
        Repository remote = Repository.create(directory.resolve("remote"));
        Installation.write(remote.directory().resolve("old.txt"), "old\n");
        remote.commit("Old");
        String old = remote.git("rev-parse", "HEAD");
        String url = "file://" + remote.directory();
        String run = ground.run(
                "until test -e /workspace/go; do sleep 0.1; done; git log --format=%s; git show HEAD:old.txt; "
                        + "git -c gc.auto=0 fsck --connectivity-only HEAD && echo whole; echo new >new.txt; git add new.txt; git commit -qm New",
                "--project", url);
        paddock.await(run, "running");
        String project = paddock.show(run).path("project").asString();
        // The remote forgets the commit that the run stands on; the server hears of it with the next task, and its git
        // collects what nothing holds.
        remote.git("checkout", "-q", "--orphan", "other");
        Installation.write(remote.directory().resolve("old.txt"), "rewritten\n");
        remote.commit("Rewritten");
        remote.git("branch", "-M", "main");
        remote.git("reflog", "expire", "--expire=now", "--all");
        remote.git("gc", "-q", "--prune=now");
        String next = ground.finished("cat old.txt", "--project", url);
        assertThat(paddock.text(next))
                .as("the positive control: the server has the new history")
                .contains("rewritten");
        Repository upstream = new Repository(directory.resolve("home/projects/" + project + "/upstream.git"));
        upstream.git("gc", "-q", "--prune=now");
        paddock.paddock("exec", run, "--", "touch", "go").ok();
        paddock.await(run, "finished");
        assertThat(paddock.text(run)).contains("Old", "old", "whole");
        assertThat(paddock.show(run).path("base").asString()).isEqualTo(old);
        assertThat(paddock.paddock("diff", run).ok().out()).contains("+new");

        // More refs than the server takes: it says so, and goes on.
        paddock.shell(
                        remote.directory(),
                        "c=$(git rev-parse HEAD); { echo '# pack-refs with: peeled fully-peeled sorted'; seq -f \"$c refs/heads/x%07.0f\" 1000000; } >.git/packed-refs")
                .ok();
        HttpResponse<String> refused = ground.call(
                "POST", "/tasks", "{\"goal\":\"true\",\"project\":\"" + project + "\",\"agents\":[\"shell\"]}");
        assertThat(refused.statusCode()).as(refused::body).isEqualTo(429);
        assertThat(refused.body()).contains("branches and tags");
        assertThat(paddock.text(ground.finished("echo well"))).contains("well");
    }
}
