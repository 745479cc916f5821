package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("G9")
@Timeout(120)
class LandCommandTest {
    @AutoClose
    private final TestRun run;

    LandCommandTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
    }

    @Test
    void aFastForwardMovesBranchAndFilesAndKeepsWhatIsNotCommitted() throws IOException {
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        run.agentWrites("new/file.txt", "new\n");
        String tip = run.finish("fix");
        run.personWrites("b.txt", "mine\n");
        run.personWrites("untracked.txt", "mine too\n");

        assertThat(run.land()).as(run.person.err()).isZero();

        assertThat(run.head()).isEqualTo(tip);
        assertThat(run.read("src/a.txt")).startsWith("ONE");
        assertThat(run.read("new/file.txt")).isEqualTo("new\n");
        assertThat(run.status()).isEqualTo("M b.txt\n?? untracked.txt");
        assertThat(run.person.git("for-each-ref", "refs/paddock")).isEmpty();
        assertThat(Json.text(run.server.body("POST /runs/r1/outcome"), "commit"))
                .isEqualTo(tip);
        assertThat(Json.text(run.server.body("POST /runs/r1/outcome"), "branch"))
                .isEqualTo("main");
        assertThat(run.person.out()).contains("landed in main: 2 files, fast-forward");

        run.undo();
        assertThat(run.head()).isEqualTo(run.base);
        assertThat(run.read("src/a.txt")).startsWith("one");
        assertThat(run.read("b.txt")).isEqualTo("mine\n");

        assertThat(run.land()).isZero();
        assertThat(run.land()).isZero();
        assertThat(run.person.out()).contains("Nothing to land");
    }

    @Test
    void mergesSquashesOrRebasesWhereTheBranchWentOn() throws IOException {
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        TestRun.commit(run.agent, "first of two");
        run.agent.git("-c", "user.name=Jos\u00e9", "commit", "-q", "--allow-empty", "-m", "nothing in it");
        run.agentWrites("new.txt", "new\n");
        String tip = run.finish("second of two");
        run.personWrites("src/a.txt", "one\ntwo\nthree\nfour\nFIVE\n");
        String mine = TestRun.commit(run.person, "mine");

        assertThat(run.land("--json")).as(run.person.err()).isZero();
        JsonNode merged = Json.parse(run.person.out());
        assertThat(Json.text(merged, "mode")).isEqualTo("merge");
        assertThat(run.person.git("rev-parse", "main^1", "main^2")).isEqualTo(mine + "\n" + tip);
        assertThat(run.read("src/a.txt")).isEqualTo("ONE\ntwo\nthree\nfour\nFIVE\n");
        assertThat(run.status()).isEmpty();
        String tree = run.person.git("rev-parse", "main^{tree}");

        run.person.git("reset", "-q", "--hard", mine);
        assertThat(run.land("--squash", "-m", "All at once"))
                .as(run.person.err())
                .isZero();
        assertThat(run.person.git("log", "--format=%s|%an|%P", "-1")).isEqualTo("All at once|Ann Example|" + mine);
        assertThat(run.person.git("rev-parse", "main^{tree}")).isEqualTo(tree);
        assertThat(run.land()).isZero();
        assertThat(run.person.out()).as("landed already, as one commit").contains("Nothing to land");

        run.person.git("reset", "-q", "--hard", mine);
        assertThat(run.land("--rebase")).as(run.person.err()).isZero();
        assertThat(run.person.git("log", "--format=%s|%an", mine + "..main"))
                .isEqualTo("second of two|Ann Example\nnothing in it|Jos\u00e9\nfirst of two|Ann Example");
        assertThat(run.person.git("rev-parse", "main^{tree}")).isEqualTo(tree);
        assertThat(run.status()).isEmpty();
        assertThat(run.person.git("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void keepsNamesMessagesAndFilesInWhateverEncoding() throws IOException {
        Program.Outcome made = Program.run(
                java.util.List.of(
                        "sh",
                        "-c",
                        "printf x > \"$(printf 'na\\357me')\"; git add -A; printf 'caf\\351\\n' | git -c i18n.commitEncoding=ISO-8859-1"
                                + " -c \"user.name=$(printf 'Jos\\351')\" commit -q -F -"),
                run.agent.directory(),
                run.agent.environment,
                java.time.Duration.ofSeconds(30));
        assertThat(made.ok()).as(made.err()).isTrue();
        run.finish("last");
        run.personWrites("mine.txt", "mine\n");
        String mine = TestRun.commit(run.person, "mine");
        assertThat(run.land("--rebase")).as(run.person.err()).isZero();
        String commit = run.person.git("rev-parse", "main~1");
        String raw = new Git(run.person.caller(), run.work).raw(new byte[0], "cat-file", "commit", commit);
        assertThat(raw)
                .contains("author Jos\u00e9 <", "encoding ISO-8859-1", "caf\u00e9")
                .contains("parent " + mine);
        assertThat(new Git(run.person.caller(), run.work).raw(new byte[0], "ls-tree", "-z", "--name-only", "main"))
                .contains("na\u00efme");
        assertThat(run.status()).isEmpty();
    }

    @Test
    void landsInABranchThatIsCheckedOutNowhereOrElsewhere() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        run.person.git("branch", "release");
        run.personWrites("src/a.txt", "not committed, and not in the way\n");
        assertThat(run.land("--into", "release")).as(run.person.err()).isZero();
        assertThat(run.person.git("rev-parse", "release")).isEqualTo(tip);
        assertThat(run.read("src/a.txt")).startsWith("not committed");
        run.undo();
        assertThat(run.person.git("rev-parse", "release")).isEqualTo(run.base);

        Path linked = run.place.resolve("linked");
        run.person.git("worktree", "add", "-q", linked.toString(), "release");
        assertThat(run.land("--into", "release")).as(run.person.err()).isZero();
        assertThat(Files.readString(linked.resolve("src/a.txt"))).isEqualTo("changed\n");
        assertThat(new TestCaller(linked).git("status", "--porcelain")).isEmpty();

        assertThat(run.land("--into", "nowhere")).isEqualTo(ExitCode.USAGE);
        assertThat(run.person.err()).contains("no branch \"nowhere\"");
        run.person.git("checkout", "-q", "--detach");
        assertThat(run.land()).isEqualTo(ExitCode.USAGE);
        assertThat(run.person.err()).contains("--into BRANCH");
    }

    @Test
    void takesBareRepositoriesAndOtherDirectories() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        TestCaller below = new TestCaller(run.work.resolve("src")).of(run.server);
        assertThat(below.run("land", "r1")).as(below.err()).isZero();
        assertThat(run.read("src/a.txt")).isEqualTo("changed\n");

        Path other = run.place.resolve("other.git");
        run.person.git("clone", "-q", "--bare", run.work.toString(), other.toString());
        TestCaller elsewhere = new TestCaller(run.place).of(run.server);
        elsewhere.git("--git-dir", other.toString(), "update-ref", "refs/heads/main", run.base);
        assertThat(elsewhere.run("land", "r1", "--repo", other.toString()))
                .as(elsewhere.err())
                .isZero();
        assertThat(elsewhere.git("--git-dir", other.toString(), "rev-parse", "main"))
                .isEqualTo(tip);
    }
}
