package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("G9")
@Timeout(120)
class LandCommandTest {
    @TempDir
    Path place;

    private TestRun run;

    @BeforeEach
    void begin() throws IOException {
        run = new TestRun(place);
    }

    @AfterEach
    void stop() {
        run.server.close();
    }

    private int land(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "land";
        all[1] = "r1";
        System.arraycopy(more, 0, all, 2, more.length);
        return run.person.fresh().run(all);
    }

    private void undo() {
        String undo = run.person
                .out()
                .lines()
                .filter(l -> l.contains("Undo:"))
                .findFirst()
                .orElseThrow();
        Program.Outcome done = Program.run(
                java.util.List.of("sh", "-c", undo.replaceFirst(".*Undo: *", "")),
                Path.of("/"),
                run.person.environment,
                java.time.Duration.ofSeconds(30));
        assertThat(done.ok()).as(done.err()).isTrue();
    }

    @Test
    @Tag("G12")
    void aBranchThatWasCleanedUpIsSaidToBeGoneAndItsDiffToBeThere() throws IOException {
        run.agentWrites("new.txt", "new\n");
        run.finish("fix");
        String known = run.server.answers.get("GET /runs/r1");
        run.server.answers.put(
                "GET /runs/r1",
                String.valueOf(known)
                        .replaceFirst(
                                "\\{", "{\"freed\":\"2026-01-01T00:00:00Z\",\"archived\":\"2026-01-02T00:00:00Z\","));
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("was cleaned up", "its diff is kept", "paddock diff r1 | git apply");
        assertThat(run.person.fresh().run("show", "r1")).isZero();
        assertThat(run.person.out()).contains("journal and diff are kept");
    }

    @Test
    void aFastForwardMovesBranchAndFilesAndKeepsWhatIsNotCommitted() throws IOException {
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        run.agentWrites("new/file.txt", "new\n");
        String tip = run.finish("fix");
        run.personWrites("b.txt", "mine\n");
        run.personWrites("untracked.txt", "mine too\n");

        assertThat(land()).as(run.person.err()).isZero();

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

        undo();
        assertThat(run.head()).isEqualTo(run.base);
        assertThat(run.read("src/a.txt")).startsWith("one");
        assertThat(run.read("b.txt")).isEqualTo("mine\n");

        assertThat(land()).isZero();
        assertThat(land()).isZero();
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

        assertThat(land("--json")).as(run.person.err()).isZero();
        JsonNode merged = Json.parse(run.person.out());
        assertThat(Json.text(merged, "mode")).isEqualTo("merge");
        assertThat(run.person.git("rev-parse", "main^1", "main^2")).isEqualTo(mine + "\n" + tip);
        assertThat(run.read("src/a.txt")).isEqualTo("ONE\ntwo\nthree\nfour\nFIVE\n");
        assertThat(run.status()).isEmpty();
        String tree = run.person.git("rev-parse", "main^{tree}");

        run.person.git("reset", "-q", "--hard", mine);
        assertThat(land("--squash", "-m", "All at once")).as(run.person.err()).isZero();
        assertThat(run.person.git("log", "--format=%s|%an|%P", "-1")).isEqualTo("All at once|Ann Example|" + mine);
        assertThat(run.person.git("rev-parse", "main^{tree}")).isEqualTo(tree);
        assertThat(land()).isZero();
        assertThat(run.person.out()).as("landed already, as one commit").contains("Nothing to land");

        run.person.git("reset", "-q", "--hard", mine);
        assertThat(land("--rebase")).as(run.person.err()).isZero();
        assertThat(run.person.git("log", "--format=%s|%an", mine + "..main"))
                .isEqualTo("second of two|Ann Example\nnothing in it|Jos\u00e9\nfirst of two|Ann Example");
        assertThat(run.person.git("rev-parse", "main^{tree}")).isEqualTo(tree);
        assertThat(run.status()).isEmpty();
        assertThat(run.person.git("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void showsConflictsBeforeAnythingIsChangedInEveryMode() throws IOException {
        run.agentWrites("src/a.txt", "the agent's\ntwo\nthree\nfour\nfive\n");
        run.finish("fix");
        run.personWrites("src/a.txt", "the person's\ntwo\nthree\nfour\nfive\n");
        String mine = TestRun.commit(run.person, "mine");
        for (String mode : new String[] {"--merge", "--squash", "--rebase"}) {
            assertThat(land(mode)).isEqualTo(ExitCode.FAILED);
            assertThat(run.person.err())
                    .contains("conflicts with main", "nothing was changed", "src/a.txt")
                    .contains("<<<<<<< main", "the person's", "the agent's", ">>>>>>> agent/fix-1")
                    .contains("--hand-over", "paddock worktree r1");
            assertThat(run.head()).isEqualTo(mine);
            assertThat(run.status()).isEmpty();
        }
        assertThat(run.server.bodies).doesNotContainKey("POST /runs/r1/outcome");
        assertThat(land("--json")).isEqualTo(ExitCode.FAILED);
        assertThat(Json.text(Json.parse(run.person.out()).path("conflicts").get(0), "path"))
                .isEqualTo("src/a.txt");
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
        assertThat(land("--rebase")).as(run.person.err()).isZero();
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
    void handsConflictsToTheAgentWithTheCommitToMerge() throws IOException {
        run.agentWrites("src/a.txt", "the agent's\n");
        run.finish("fix");
        run.personWrites("src/a.txt", "the person's\n");
        String mine = TestRun.commit(run.person, "mine");
        run.server.answer("POST /runs/r1/say", "{}");

        assertThat(land("--hand-over")).isEqualTo(ExitCode.FAILED);

        assertThat(Json.text(run.server.body("POST /runs/r1/say"), "text")).contains("git merge " + mine, "src/a.txt");
        assertThat(run.person.git("--git-dir", run.bare.toString(), "rev-parse", "refs/paddock/push/" + mine))
                .isEqualTo(mine);
    }

    @Test
    void refusesWhereFilesWouldBeLost() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        run.agentWrites(".env", "the agent's\n");
        run.agentWrites("dir/file", "x\n");
        run.finish("fix");

        run.personWrites("src/a.txt", "not committed\n");
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("src/a.txt has changes that are not committed", "git stash");

        run.person.git("add", "-A");
        assertThat(land()).as("staged").isEqualTo(ExitCode.REFUSED);
        run.person.git("reset", "-q", "--hard");

        run.personWrites(".git/info/exclude", ".env\n");
        run.personWrites(".env", "a secret\n");
        assertThat(land()).as("an ignored file in the way").isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains(".env is there already and in no commit");
        Files.delete(run.work.resolve(".env"));

        run.personWrites("dir", "a file where a directory is to be\n");
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.read("dir")).startsWith("a file");
        Files.delete(run.work.resolve("dir"));

        run.personWrites(".git/MERGE_HEAD", run.base + "\n");
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("under way");
        Files.delete(run.work.resolve(".git/MERGE_HEAD"));

        assertThat(run.head()).isEqualTo(run.base);
        assertThat(land()).as(run.person.err()).isZero();
    }

    @Test
    void landsInABranchThatIsCheckedOutNowhereOrElsewhere() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        run.person.git("branch", "release");
        run.personWrites("src/a.txt", "not committed, and not in the way\n");
        assertThat(land("--into", "release")).as(run.person.err()).isZero();
        assertThat(run.person.git("rev-parse", "release")).isEqualTo(tip);
        assertThat(run.read("src/a.txt")).startsWith("not committed");
        undo();
        assertThat(run.person.git("rev-parse", "release")).isEqualTo(run.base);

        Path linked = place.resolve("linked");
        run.person.git("worktree", "add", "-q", linked.toString(), "release");
        assertThat(land("--into", "release")).as(run.person.err()).isZero();
        assertThat(Files.readString(linked.resolve("src/a.txt"))).isEqualTo("changed\n");
        assertThat(new TestCaller(linked).git("status", "--porcelain")).isEmpty();

        assertThat(land("--into", "nowhere")).isEqualTo(ExitCode.USAGE);
        assertThat(run.person.err()).contains("no branch \"nowhere\"");
        run.person.git("checkout", "-q", "--detach");
        assertThat(land()).isEqualTo(ExitCode.USAGE);
        assertThat(run.person.err()).contains("--into BRANCH");
    }

    @Test
    void takesBareRepositoriesAndOtherDirectories() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        TestCaller below = new TestCaller(run.work.resolve("src")).of(run.server);
        assertThat(below.run("land", "r1")).as(below.err()).isZero();
        assertThat(run.read("src/a.txt")).isEqualTo("changed\n");

        Path other = place.resolve("other.git");
        run.person.git("clone", "-q", "--bare", run.work.toString(), other.toString());
        TestCaller elsewhere = new TestCaller(place).of(run.server);
        elsewhere.git("--git-dir", other.toString(), "update-ref", "refs/heads/main", run.base);
        assertThat(elsewhere.run("land", "r1", "--repo", other.toString()))
                .as(elsewhere.err())
                .isZero();
        assertThat(elsewhere.git("--git-dir", other.toString(), "rev-parse", "main"))
                .isEqualTo(tip);
    }

    @Test
    void refusesARunThatIsNotOverAnEmptyOneAndAStrangersRepository() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        run.ended("running", tip);
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("is running", "paddock stop r1");
        run.ended("finished", "");
        assertThat(land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("made no commit");
        run.ended("failed", tip);
        Path strange = Files.createDirectories(place.resolve("strange"));
        TestCaller stranger = new TestCaller(strange).of(run.server);
        stranger.repository();
        assertThat(stranger.run("land", "r1")).isEqualTo(ExitCode.USAGE);
        assertThat(stranger.err()).contains("does not have the commit that the run began from", "--repo");
        assertThat(land()).as("what a failed run did can be taken").isZero();
        assertThat(run.person.err()).contains("is failed: because");
    }
}
