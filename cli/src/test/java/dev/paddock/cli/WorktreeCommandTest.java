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

@Tag("G13")
@Timeout(120)
class WorktreeCommandTest {
    @AutoClose
    private final TestRun run;

    WorktreeCommandTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
    }

    @Test
    void makesARealWorktreeBesideTheRepositoryAndBringsItUpToDate() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        assertThat(run.person.run("worktree", "r1", "--json"))
                .as(run.person.err())
                .isZero();
        JsonNode result = Json.parse(run.person.out());
        Path directory = Path.of(Json.text(result, "directory"));
        assertThat(directory).isEqualTo(run.place.resolve("my project-fix-1"));
        TestCaller there = new TestCaller(directory);
        assertThat(there.git("rev-parse", "HEAD")).isEqualTo(tip);
        assertThat(there.git("symbolic-ref", "--short", "HEAD")).isEqualTo("agent/fix-1");
        assertThat(there.git("status", "--porcelain")).isEmpty();
        assertThat(Files.readString(directory.resolve("src/a.txt"))).isEqualTo("changed\n");
        assertThat(there.git("config", "core.hooksPath")).isEqualTo("/dev/null");
        assertThat(run.person.err()).contains("hooks are off", "outside of any sandbox");
        assertThat(run.person.git("for-each-ref", "refs/paddock")).isEmpty();

        run.agentWrites("more.txt", "more\n");
        String next = run.finish("more");
        Files.writeString(directory.resolve("b.txt"), "mine\n");
        assertThat(run.person.run("worktree", "r1")).as(run.person.err()).isZero();
        assertThat(there.git("rev-parse", "HEAD")).isEqualTo(next);
        assertThat(there.git("status", "--porcelain")).isEqualTo("M b.txt");
        Files.writeString(directory.resolve("b.txt"), "b\n");

        Program.Outcome removed = Program.run(
                List.of("sh", "-c", Json.text(result, "remove")),
                run.place,
                run.person.environment,
                Duration.ofSeconds(30));
        assertThat(removed.ok()).as(removed.err()).isTrue();
        assertThat(directory).doesNotExist();
        assertThat(run.person.git("branch", "--list", "agent/*")).isEmpty();
    }

    @Test
    void refusesWhatIsThereAndKeepsCommitsOfThePerson() throws IOException {
        run.agentWrites("src/a.txt", "changed\n");
        String tip = run.finish("fix");
        Path taken = Files.createDirectories(run.place.resolve("taken"));
        Files.writeString(taken.resolve("x"), "x");
        assertThat(run.person.run("worktree", "r1", taken.toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.git("branch", "--list", "agent/*"))
                .as("nothing half done")
                .isEmpty();

        run.person.git("branch", "agent/fix-1", "main");
        run.person.git("checkout", "-q", "agent/fix-1");
        TestRun.commit(run.person, "of the person");
        run.person.git("checkout", "-q", "main");
        assertThat(run.person.fresh().run("worktree", "r1")).isEqualTo(ExitCode.REFUSED);
        assertThat(run.person.err()).contains("--branch NAME");
        assertThat(run.person.run("worktree", "r1", "--branch", "look"))
                .as(run.person.err())
                .isZero();
        assertThat(run.person.git("rev-parse", "look")).isEqualTo(tip);
    }
}
