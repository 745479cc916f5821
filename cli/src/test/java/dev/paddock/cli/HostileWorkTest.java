package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent's branch whose files are programs that the person's own configuration would run: by relative names of hooks and filters, as projects
 * have them. Each test shows first or last that plain git would have run them.
 */
@Tag("G3")
@Timeout(120)
class HostileWorkTest {
    private static final String EVIL = "tools/evil";

    @AutoClose
    private final TestRun run;

    private Path fired;

    HostileWorkTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
        fired = run.place.resolve("fired");
        // The project's own set-up, harmless until an agent changes the programs it names.
        run.personWrites("hooks/.keep", "");
        run.personWrites("tools/.keep", "");
        run.base = TestRun.commit(run.person, "tools");
        run.person.git("push", "-q", run.bare.toString(), "main");
        run.agent.git("pull", "-q", "origin", "main");
        run.person.git("config", "core.hooksPath", "hooks");
        for (String program :
                new String[] {"filter.own.clean", "filter.own.smudge", "merge.own.driver", "diff.own.textconv"}) {
            run.person.git("config", program, EVIL);
        }
        plant();
    }

    private void plant() throws IOException {
        String script = "#!/bin/sh\ntouch '" + fired + "'\ncat\n";
        List<String> programs = List.of(
                EVIL,
                "hooks/post-checkout",
                "hooks/post-merge",
                "hooks/pre-commit",
                "hooks/commit-msg",
                "hooks/post-commit",
                "hooks/reference-transaction",
                "hooks/post-index-change",
                "hooks/post-rewrite",
                "hooks/fsmonitor-watchman");
        for (String program : programs) {
            run.agentWrites(program, script);
            assertThat(run.agent.directory().resolve(program).toFile().setExecutable(true))
                    .isTrue();
        }
        run.agentWrites(".gitattributes", "*.txt filter=own merge=own diff=own\n");
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        run.agentWrites(
                ".gitmodules",
                "[submodule \"s\"]\n\tpath = s\n\turl = ext::sh -c 'touch " + fired + "'\n\tupdate = none\n");
        run.agentWrites("s/.keep", "");
        run.agentWrites(".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:1/\n");
        run.agent.git("add", "-A");
        run.finish("fix");
    }

    /** With a clone of the same configuration, plain git fires the trap. */
    private void positiveControl() {
        Path control = run.place.resolve("control");
        run.person.git("clone", "-q", "--no-checkout", run.bare.toString(), control.toString());
        Program.Outcome outcome = Program.run(
                List.of(
                        "sh",
                        "-c",
                        "git config core.hooksPath hooks; git config filter.own.smudge " + EVIL
                                + "; git config filter.own.clean " + EVIL
                                + "; git checkout -q agent/fix-1; git checkout -q HEAD~1; git checkout -q agent/fix-1; rm src/a.txt; git checkout -q src/a.txt"),
                control,
                run.person.environment,
                Duration.ofSeconds(30));
        assertThat(fired)
                .as("the positive control: plain git runs the trap " + outcome.err())
                .exists();
    }

    @Test
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-60")
    void landRunsNothingOfTheAgents() throws IOException {
        run.personWrites("src/a.txt", "one\ntwo\nthree\nfour\nFIVE\n");
        TestRun.commit(run.person, "mine");
        for (String mode : new String[] {"--squash", "--rebase", "--merge"}) {
            String before = run.head();
            assertThat(run.person.fresh().run("land", "r1", mode))
                    .as(run.person.err())
                    .isZero();
            assertThat(run.read("src/a.txt")).isEqualTo("ONE\ntwo\nthree\nfour\nFIVE\n");
            assertThat(fired).as(mode).doesNotExist();
            run.person.git(
                    "-c",
                    "core.hooksPath=/dev/null",
                    "-c",
                    "filter.own.clean=",
                    "-c",
                    "filter.own.smudge=",
                    "reset",
                    "-q",
                    "--hard",
                    before);
        }
        positiveControl();
    }

    @Test
    @Tag("attack-57")
    @Tag("attack-58")
    void applyRunsNothingOfTheAgents() throws IOException {
        assertThat(run.person.run("apply", "r1")).as(run.person.err()).isZero();
        assertThat(run.read("src/a.txt")).startsWith("ONE");
        assertThat(fired).doesNotExist();
        positiveControl();
    }

    @Test
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-59")
    @Tag("attack-64")
    void neitherTheWorktreeNorPlainGitInItRunsAnythingOfTheAgents() throws IOException {
        assertThat(run.person.run("worktree", "r1")).as(run.person.err()).isZero();
        assertThat(run.person.err()).contains("filter.own.smudge");
        Path directory = run.place.resolve("my project-fix-1");
        TestCaller there = new TestCaller(directory);
        assertThat(Files.readString(directory.resolve("src/a.txt"))).startsWith("ONE");
        Files.writeString(directory.resolve("src/a.txt"), "changed by hand\n");
        there.git("status");
        there.git("diff");
        there.git("add", "-A");
        there.git("commit", "-q", "-m", "by hand");
        there.git("checkout", "-q", "--detach", "HEAD~1");
        there.git("checkout", "-q", "agent/fix-1");
        there.git("merge", "-q", "main");
        assertThat(fired).doesNotExist();
        assertThat(run.person.git("config", "core.hooksPath"))
                .as("the main work tree keeps its own")
                .isEqualTo("hooks");

        there.git("config", "--worktree", "--unset", "core.hooksPath");
        there.git("checkout", "-q", "--detach", "HEAD~1");
        assertThat(fired)
                .as("the positive control: without that setting the agent's hook runs")
                .exists();
    }

    @Test
    @Tag("attack-64")
    void aServerThatNamesThingsToDoHarmIsNotFollowed() {
        run.server.answer("GET /runs/r1", """
                {"id":"r1","goal":"x","project":"p1","agent":"a","state":"finished","branch":"--upload-pack=touch %s","base":"%s","commit":"%s"}""".formatted(fired, run.base, run.base));
        assertThat(run.person.run("land", "r1")).isEqualTo(ExitCode.SERVER_FAILED);
        assertThat(run.person.run("worktree", "r1")).isEqualTo(ExitCode.SERVER_FAILED);
        assertThat(fired).doesNotExist();
    }
}
