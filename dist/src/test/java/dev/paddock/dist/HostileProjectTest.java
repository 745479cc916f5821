package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository that wants to run commands, through every command and endpoint that touches one.
 */
@Tag("G3")
class HostileProjectTest {
    @TempDir
    private static Path directory;

    private static HostileGround ground;
    private static Installation paddock;
    private static Hostile hostile;
    private static Witnessed person;

    @BeforeAll
    static void install() {
        ground = new HostileGround(directory);
        paddock = ground.paddock;
        hostile = ground.hostile;
        person = ground.person;
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    @Test
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-59")
    @Tag("attack-60")
    @Tag("attack-62")
    @Tag("attack-64")
    void nothingThatARepositoryPlantsRunsThroughAnyCommandOrEndpoint() throws IOException {
        Touching.assertAllAreKnown(paddock);
        Repository repository = person.repository();
        String base = repository.git("rev-parse", "HEAD");
        assertThat(ground.changing("project", "add").exitCode()).isZero();
        String project = ground.changing("project", "list", "--json")
                .ok()
                .json()
                .path("projects")
                .path(0)
                .path("id")
                .asString();

        String run = ground.finished("echo agent >>hello.txt; git add hello.txt; git commit -qm One || exit 1; "
                + hostile.nested() + hostile.everything()
                + "git status >/dev/null 2>&1; test -e /tmp/fired && echo the trap works; "
                + "git symbolic-ref HEAD 'refs/heads/--upload-pack=touch'; echo more >>hello.txt");
        assertThat(paddock.text(run))
                .as("the positive control: git in the sandbox did run it")
                .contains("the trap works");
        person.assertFires(
                "plain git over the server's files",
                () -> Done.of(
                        directory,
                        System.getenv(),
                        List.of(
                                "sh",
                                "-c",
                                "cp -r project control; cp -rf home/runs/" + run
                                        + "/layer/upper/. control/; rm -rf control/.git; cp -r home/runs/" + run
                                        + "/repo.git control/.git; cd control; git diff; git add -A; true")));

        look(run, project);
        takeOver(run, base);
        goOn(run);
        new HostileEnds(ground).all(project);
        assertThat(ground.commands)
                .as("commands that were tried")
                .containsExactlyElementsOf(new TreeSet<>(Touching.COMMANDS));
        assertThat(ground.endpoints)
                .as("endpoints that were tried")
                .containsExactlyElementsOf(new TreeSet<>(Touching.ENDPOINTS));
    }

    /** What only shows. */
    private static void look(String run, String project) {
        String patch = ground.unchanged("diff", run).ok().out();
        assertThat(patch).contains("+agent", "+more", "tools/evil").doesNotContain("vendored");
        assertThat(ground.unchanged("diff", run, "--json")
                        .ok()
                        .json()
                        .path("patch")
                        .asString())
                .isEqualTo(patch);
        for (String command : List.of("show", "logs", "attach", "git-url")) {
            ground.unchanged(command, run).ok();
        }
        ground.unchanged("list").ok();
        assertThat(ground.ok("GET", "/runs/" + run + "/diff", "").body())
                .isEqualTo(new String(patch.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        String task = ground.told("GET", "/runs/" + run, "").path("task").asString();
        for (String path : List.of(
                "/tasks",
                "/tasks/" + task,
                "/projects",
                "/projects/" + project,
                "/runs/" + run + "/disk",
                "/runs/" + run + "/events",
                "/runs/" + run + "/verify")) {
            ground.ok("GET", path, "");
        }
    }

    /** What puts an agent's work into the person's clone: as asked, and nothing more. */
    private static void takeOver(String run, String base) {
        Repository repository = person.repository();
        String branch = paddock.show(run).path("branch").asString();

        Map<String, String> before = person.state();
        ground.changing("apply", run).ok();
        Map<String, String> after = person.state();
        before.keySet().removeIf(file -> !file.startsWith(".git/"));
        after.keySet().removeIf(file -> !file.startsWith(".git/"));
        assertThat(after).as("index, refs and configuration after apply").isEqualTo(before);
        assertThat(repository.directory().resolve("hello.txt")).hasContent("hello\nagent\nmore\n");
        ground.reset(base);

        for (String mode : List.of("", "--merge", "--squash", "--rebase")) {
            if (mode.isEmpty()) {
                ground.changing("land", run).ok();
            } else {
                Installation.write(repository.directory().resolve("mine.txt"), "mine\n");
                repository.git("-c", "core.hooksPath=/dev/null", "add", "mine.txt");
                repository.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Mine");
                ground.changing("land", run, mode).ok();
            }
            assertThat(repository.directory().resolve("hello.txt")).hasContent("hello\nagent\nmore\n");
            ground.reset(base);
        }

        Path look = directory.resolve("look");
        Map<String, String> files = person.state();
        files.keySet()
                .removeIf(file -> file.startsWith(".git/") && !file.equals(".git/index") && !file.equals(".git/HEAD"));
        ground.changing("worktree", run, look.toString()).ok();
        assertThat(person.state()).as("the clone's own files after worktree").containsAllEntriesOf(files);
        Repository there = new Repository(look);
        there.git("status");
        there.git("diff", "HEAD~1");
        there.git("checkout", "-q", "--detach", "HEAD~1");
        there.git("checkout", "-q", branch);
        there.git("commit", "-q", "--allow-empty", "-m", "by hand");
        person.assertQuiet("the person's git in the worktree");

        ground.commands.add("credential");
        paddock.shell(
                        repository.directory(),
                        "git -c credential.helper='!paddock credential' fetch -q \"$(paddock git-url " + run + ")\" "
                                + branch
                                + " && git -c credential.helper='!paddock credential' ls-remote \"$(paddock git-url "
                                + run
                                + ")\"")
                .ok();
        // The person's own hook path names the agent's hooks only where its files are checked out.
        person.assertQuiet("plain git fetch");

        ground.reset(base);
        person.assertFires(
                "plain git takes the agent's files with the person's settings",
                () -> repository.git("checkout", "-q", branch + "~0", "--", "."));
        ground.reset(base);
    }

    /** What lets the run go on in its hostile workspace. */
    private static void goOn(String run) {
        assertThat(ground.unchanged(
                                "exec",
                                run,
                                "--",
                                "sh",
                                "-c",
                                "rm -f /tmp/fired; git diff >/dev/null 2>&1; ls /tmp/fired")
                        .out())
                .as("the positive control: git in the sandbox runs it")
                .contains("/tmp/fired");
        String exec = ground.told(
                        "POST",
                        "/runs/" + run + "/exec",
                        "{\"command\":[\"sh\",\"-c\",\"git diff </dev/null >/dev/null 2>&1; cat\"]}")
                .path("exec")
                .asString();
        Thread input = Thread.ofVirtual().start(() -> ground.ok("POST", "/exec/" + exec + "/input", "in\n"));
        assertThat(ground.ok("GET", "/exec/" + exec + "/output", "").body()).contains("in");
        join(input);

        ground.unchanged("say", run, "echo said >>hello.txt").ok();
        paddock.await(run, "finished");
        ground.ok("POST", "/runs/" + run + "/say", "{\"text\":\"echo once more >>hello.txt; exit 3\"}");
        paddock.await(run, "failed", "finished");
        assertThat(ground.unchanged("diff", run).ok().out()).contains("+said", "+once more");
        // Its sandbox is made anew over what it left.
        ground.unchanged("stop", run);
        ground.ok("POST", "/runs/" + run + "/outcome", "{\"outcome\":\"landed\",\"branch\":\"main\"}");
        ground.unchanged("restart", run, "--from-failure");
        paddock.await(run, "finished", "failed");
        String again = ground.made("/runs/" + run + "/restart", "{\"from\":\"start\"}");
        paddock.await(again, "finished", "failed");
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
