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
import tools.jackson.databind.JsonNode;

@Tag("G12")
@Timeout(120)
class ApplyCommandTest {
    @AutoClose
    private final TestRun run;

    ApplyCommandTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
    }

    private int apply(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "apply";
        all[1] = "r1";
        System.arraycopy(more, 0, all, 2, more.length);
        return run.person.fresh().run(all);
    }

    @Test
    void putsTheWorkIntoTheFilesAndLeavesIndexAndBranchesAlone() throws IOException {
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        run.agentWrites("new dir/ü.txt", "new\n");
        run.agent.git("rm", "-q", "b.txt");
        run.finish("fix");
        run.personWrites("src/a.txt", "one\ntwo\nthree\nfour\nFIVE\n");
        run.personWrites("c.txt", "c\n");
        String mine = TestRun.commit(run.person, "mine");
        run.personWrites("c.txt", "not committed\n");
        run.personWrites("d.txt", "staged\n");
        run.person.git("add", "d.txt");
        String before = run.status();

        assertThat(apply("--json")).as(run.person.err()).isZero();

        assertThat(run.read("src/a.txt")).isEqualTo("ONE\ntwo\nthree\nfour\nFIVE\n");
        assertThat(run.head()).isEqualTo(mine);
        assertThat(run.person.git("-c", "core.quotePath=false", "status", "--porcelain", "--untracked-files=all"))
                .isEqualTo("D b.txt\n M c.txt\nA  d.txt\n M src/a.txt\n?? \"new dir/ü.txt\"");
        JsonNode result = Json.parse(run.person.out());
        assertThat(result.path("files")).hasSize(3);

        Program.Outcome undone = Program.run(
                List.of("sh", "-c", Json.text(result, "undo")),
                run.place,
                run.person.environment,
                Duration.ofSeconds(30));
        assertThat(undone.ok()).as(undone.err()).isTrue();
        assertThat(run.status()).isEqualTo(before);
    }

    @Test
    void refusesOrShowsConflictsAndThenChangesNothing() throws IOException {
        run.agentWrites("src/a.txt", "the agent's\n");
        run.agentWrites("b.txt", "the agent's\n");
        run.finish("fix");
        run.personWrites("b.txt", "not committed\n");
        assertThat(apply()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("b.txt has changes that are not committed");
        assertThat(run.status()).isEqualTo("M b.txt");

        run.person.git("checkout", "-q", "b.txt");
        run.personWrites("src/a.txt", "the person's\n");
        TestRun.commit(run.person, "mine");
        assertThat(apply()).isEqualTo(ExitCode.FAILED);
        assertThat(run.person.err()).contains("conflicts with your files", "the person's", "the agent's");
        assertThat(run.status()).isEmpty();
    }

    /** A run that began with changes that are not committed. */
    private String beginWithChanges() {
        run.server.answer("POST /tasks", """
                {"task":{"id":"t1","name":"fix","goal":"fix it","project":"p1","base":"x"},
                 "runs":[{"id":"r1","agent":"claude","state":"queued","branch":"agent/fix-1","commit":null}]}""");
        assertThat(run.person.fresh().run("run", "fix it", "--with-changes", "--detach"))
                .as(run.person.err())
                .isZero();
        run.base = Json.text(run.server.body("POST /tasks"), "base");
        run.agent.git("fetch", "-q", "origin", "refs/paddock/push/" + run.base);
        run.agent.git("reset", "-q", "--hard", run.base);
        return run.base;
    }

    @Test
    @Tag("T1")
    void changesThatAreNotCommittedAreTakenWithoutTouchingIndexRefsOrHooks() throws IOException {
        run.personWrites("src/a.txt", "one\ntwo, mine\nthree\nfour\nfive\n");
        run.personWrites("staged.txt", "staged\n");
        run.person.git("add", "staged.txt");
        run.personWrites("untracked.txt", "untracked\n");
        run.personWrites(".git/info/exclude", "ignored.txt\n");
        run.personWrites("ignored.txt", "ignored\n");
        run.person.git("init", "-q", "nested");
        new TestCaller(run.work.resolve("nested")).repository();
        String status = run.status();
        byte[] index = Files.readAllBytes(run.work.resolve(".git/index"));
        String refs = run.person.git("for-each-ref");
        Path hook = run.work.resolve(".git/hooks/pre-commit");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\ntouch '" + run.place.resolve("fired") + "'\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();

        String base = beginWithChanges();

        assertThat(run.person.err()).contains("begins with your changes", "nested");
        assertThat(run.agent.git("ls-tree", "-r", "--name-only", base).lines())
                .containsExactly("b.txt", "src/a.txt", "staged.txt", "untracked.txt");
        assertThat(run.agent.git("rev-parse", base + "^")).isEqualTo(run.head());
        assertThat(run.status()).isEqualTo(status);
        assertThat(Files.readAllBytes(run.work.resolve(".git/index"))).isEqualTo(index);
        assertThat(run.person.git("for-each-ref")).isEqualTo(refs);
        assertThat(run.place.resolve("fired")).doesNotExist();

        // The run's own work goes on top of the same changes, which are still not committed.
        run.agentWrites("src/a.txt", "one\ntwo, mine\nthree\nfour\nFIVE\n");
        run.agentWrites("new.txt", "new\n");
        run.finish("fix");
        assertThat(run.person.fresh().run("land", "r1")).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("src/a.txt", "paddock apply r1");
        assertThat(run.person.run("land", "r1", "--merge")).isEqualTo(ExitCode.USAGE);
        assertThat(apply()).as(run.person.err()).isZero();
        assertThat(run.read("src/a.txt")).isEqualTo("one\ntwo, mine\nthree\nfour\nFIVE\n");
        assertThat(run.status()).contains("?? new.txt", "A  staged.txt");
    }

    @Test
    @Tag("T1")
    void landingARunWithChangesLandsItsOwnCommitsAlone() throws IOException {
        run.personWrites("b.txt", "mine\n");
        beginWithChanges();
        run.agentWrites("src/a.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        run.finish("fix");
        String before = run.head();

        assertThat(run.person.fresh().run("land", "r1")).as(run.person.err()).isZero();

        assertThat(run.person.git("log", "--format=%s", before + "..main")).isEqualTo("fix");
        assertThat(run.person.git("diff-tree", "-r", "--name-only", before, "main"))
                .isEqualTo("src/a.txt");
        assertThat(run.status()).isEqualTo("M b.txt");
    }
}
