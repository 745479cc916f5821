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

/** Work that can't be landed as it is, and a clone that must not be touched then. */
@Tag("G9")
@Timeout(120)
class LandRefusalTest {
    @AutoClose
    private final TestRun run;

    LandRefusalTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
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
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("was cleaned up", "its diff is kept", "paddock diff r1 | git apply");
        assertThat(run.person.fresh().run("show", "r1")).isZero();
        assertThat(run.person.out()).contains("journal and diff are kept");
    }

    @Test
    void showsConflictsBeforeAnythingIsChangedInEveryMode() throws IOException {
        run.agentWrites("src/a.txt", "the agent's\ntwo\nthree\nfour\nfive\n");
        run.finish("fix");
        run.personWrites("src/a.txt", "the person's\ntwo\nthree\nfour\nfive\n");
        String mine = TestRun.commit(run.person, "mine");
        for (String mode : new String[] {"--merge", "--squash", "--rebase"}) {
            assertThat(run.land(mode)).isEqualTo(ExitCode.FAILED);
            assertThat(run.person.err())
                    .contains("conflicts with main", "nothing was changed", "src/a.txt")
                    .contains("<<<<<<< main", "the person's", "the agent's", ">>>>>>> agent/fix-1")
                    .contains("--hand-over", "paddock worktree r1");
            assertThat(run.head()).isEqualTo(mine);
            assertThat(run.status()).isEmpty();
        }
        assertThat(run.server.bodies).doesNotContainKey("POST /runs/r1/outcome");
        assertThat(run.land("--json")).isEqualTo(ExitCode.FAILED);
        assertThat(Json.text(Json.parse(run.person.out()).path("conflicts").get(0), "path"))
                .isEqualTo("src/a.txt");
    }

    @Test
    void handsConflictsToTheAgentWithTheCommitToMerge() throws IOException {
        run.agentWrites("src/a.txt", "the agent's\n");
        run.finish("fix");
        run.personWrites("src/a.txt", "the person's\n");
        String mine = TestRun.commit(run.person, "mine");
        run.server.answer("POST /runs/r1/say", "{}");

        assertThat(run.land("--hand-over")).isEqualTo(ExitCode.FAILED);

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
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("src/a.txt has changes that are not committed", "git stash");

        run.person.git("add", "-A");
        assertThat(run.land()).as("staged").isEqualTo(ExitCode.REFUSED);
        run.person.git("reset", "-q", "--hard");

        run.personWrites(".git/info/exclude", ".env\n");
        run.personWrites(".env", "a secret\n");
        assertThat(run.land()).as("an ignored file in the way").isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains(".env is there already and in no commit");
        Files.delete(run.work.resolve(".env"));

        run.personWrites("dir", "a file where a directory is to be\n");
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.read("dir")).startsWith("a file");
        Files.delete(run.work.resolve("dir"));

        run.personWrites(".git/MERGE_HEAD", run.base + "\n");
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("under way");
        Files.delete(run.work.resolve(".git/MERGE_HEAD"));

        assertThat(run.head()).isEqualTo(run.base);
        assertThat(run.land()).as(run.person.err()).isZero();
    }

    @Test
    void refusesARunThatIsNotOverAnEmptyOneAndAStrangersRepository() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        run.ended("running", tip);
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("is running", "paddock stop r1");
        run.ended("finished", "");
        assertThat(run.land()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("made no commit");
        run.ended("failed", tip);
        Path strange = Files.createDirectories(run.place.resolve("strange"));
        TestCaller stranger = new TestCaller(strange).of(run.server);
        stranger.repository();
        assertThat(stranger.run("land", "r1")).isEqualTo(ExitCode.USAGE);
        assertThat(stranger.err()).contains("does not have the commit that the run began from", "--repo");
        assertThat(run.land()).as("what a failed run did can be taken").isZero();
        assertThat(run.person.err()).contains("is failed: because");
    }
}
