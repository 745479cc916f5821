package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Repositories that want to run commands or to reach further, through every command and endpoint that touches one. After each, nothing of theirs has run
 * outside, and the person's clone is what it was unless the person asked.
 */
@Tag("G3")
class HostileProjectTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Hostile hostile;
    private static Witnessed person;
    private static final TreeSet<String> commands = new TreeSet<>();
    private static final TreeSet<String> endpoints = new TreeSet<>();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home"));
        Path mark = directory.resolve("fired");
        hostile = new Hostile(mark);
        person = new Witnessed(Repository.create(directory.resolve("project")), mark);
        Repository repository = person.repository();
        // A set-up script is the repository's as well.
        Installation.write(
                repository.directory().resolve(".paddock/environment.yaml"),
                "setup: |\n  git init -q made && cd made\n"
                        + hostile.everything().indent(2)
                        + "  git config --global diff.external \"$M\"; echo 'touch /tmp/fired' >>~/.bashrc\n");
        repository.commit("Set up");
        // The person's own settings name programs by relative paths, as projects have them.
        repository.git("config", "core.hooksPath", "hooks");
        for (String program :
                List.of("filter.own.clean", "filter.own.smudge", "merge.own.driver", "diff.own.textconv")) {
            repository.git("config", program, "tools/evil");
        }
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    /** A command in the person's clone that must leave it as it is; nothing planted runs. */
    private static Installation.Done unchanged(String... arguments) {
        Map<String, String> before = person.state();
        Installation.Done done = changing(arguments);
        assertThat(person.state()).as("the clone after " + List.of(arguments)).isEqualTo(before);
        return done;
    }

    private static Installation.Done changing(String... arguments) {
        String two = arguments.length > 1 ? arguments[0] + " " + arguments[1] : "";
        commands.add(Touching.COMMANDS.contains(two) ? two : arguments[0]);
        Installation.Done done = paddock.in(person.repository().directory(), arguments);
        person.assertQuiet(String.join(" ", arguments) + "\n" + done.out() + done.err());
        return done;
    }

    /** A request that must leave the person's clone as it is. */
    private static HttpResponse<String> call(String method, String path, String body) {
        endpoints.add(Touching.endpoint(method, path));
        Map<String, String> before = person.state();
        try {
            JsonNode server = JSON.readTree(Files.readString(directory.resolve("home/server.json")));
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.path("url").asString() + "/api/v1" + path))
                            .header(
                                    "Authorization",
                                    "Bearer "
                                            + Files.readString(directory.resolve("home/token"))
                                                    .strip())
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofMinutes(2))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            person.assertQuiet(method + " " + path);
            assertThat(person.state()).as("the clone after " + path).isEqualTo(before);
            return response;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> ok(String method, String path, String body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(response::body).isBetween(200, 204);
        return response;
    }

    private static String run(String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", goal, "--agent", "shell", "--detach", "--json"));
        arguments.addAll(List.of(more));
        return unchanged(arguments.toArray(String[]::new))
                .ok()
                .json()
                .path("runs")
                .path(0)
                .path("id")
                .asString();
    }

    private static String finished(String goal, String... more) {
        String run = run(goal, more);
        JsonNode ended = paddock.await(run, "finished", "failed");
        assertThat(ended.path("state").asString())
                .as(() -> ended + paddock.text(run))
                .isEqualTo("finished");
        person.assertQuiet("a run");
        return run;
    }

    private static Path of(String run) {
        return directory.resolve("home/runs").resolve(run);
    }

    /** Brings the person's clone back to a commit; git of the test's own, which runs nothing. */
    private static void reset(String commit) {
        Repository repository = person.repository();
        String[] quiet = {"-c", "core.hooksPath=/dev/null", "-c", "filter.own.clean=", "-c", "filter.own.smudge="};
        repository.git(joined(quiet, "reset", "-q", "--hard", commit));
        repository.git(joined(quiet, "clean", "-q", "-f", "-f", "-d"));
        person.assertQuiet("the test's own git");
    }

    private static String[] joined(String[] some, String... others) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }

    @Test
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-59")
    @Tag("attack-60")
    @Tag("attack-62")
    @Tag("attack-64")
    void nothingThatARepositoryPlantsRunsThroughAnyCommandOrEndpoint() throws Exception {
        Touching.assertAllAreKnown(paddock);
        Repository repository = person.repository();
        String base = repository.git("rev-parse", "HEAD");
        assertThat(changing("project", "add").exitCode()).isZero();
        String project = changing("project", "list", "--json")
                .ok()
                .json()
                .path("projects")
                .path(0)
                .path("id")
                .asString();

        String run = finished("echo agent >>hello.txt; git add hello.txt; git commit -qm One || exit 1; "
                + hostile.nested() + hostile.everything()
                + "git status >/dev/null 2>&1; test -e /tmp/fired && echo the trap works; "
                + "git symbolic-ref HEAD 'refs/heads/--upload-pack=touch'; echo more >>hello.txt");
        assertThat(paddock.text(run))
                .as("the positive control: git in the sandbox did run it")
                .contains("the trap works");
        person.assertFires(
                "plain git over the server's files",
                () -> Installation.run(
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
        ends(project);
        assertThat(commands).as("commands that were tried").containsExactlyElementsOf(new TreeSet<>(Touching.COMMANDS));
        assertThat(endpoints)
                .as("endpoints that were tried")
                .containsExactlyElementsOf(new TreeSet<>(Touching.ENDPOINTS));
    }

    /** What only shows. */
    private static void look(String run, String project) {
        String patch = unchanged("diff", run).ok().out();
        assertThat(patch).contains("+agent", "+more", "tools/evil").doesNotContain("vendored");
        assertThat(unchanged("diff", run, "--json").ok().json().path("patch").asString())
                .isEqualTo(patch);
        for (String command : List.of("show", "logs", "attach", "git-url")) {
            unchanged(command, run).ok();
        }
        unchanged("list").ok();
        assertThat(ok("GET", "/runs/" + run + "/diff", "").body())
                .isEqualTo(new String(patch.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        String task =
                JSON.readTree(ok("GET", "/runs/" + run, "").body()).path("task").asString();
        for (String path : List.of(
                "/tasks",
                "/tasks/" + task,
                "/projects",
                "/projects/" + project,
                "/runs/" + run + "/disk",
                "/runs/" + run + "/events",
                "/runs/" + run + "/verify")) {
            ok("GET", path, "");
        }
    }

    /** What puts an agent's work into the person's clone: as asked, and nothing more. */
    private static void takeOver(String run, String base) {
        Repository repository = person.repository();
        String branch = paddock.show(run).path("branch").asString();

        Map<String, String> before = person.state();
        changing("apply", run).ok();
        Map<String, String> after = person.state();
        before.keySet().removeIf(file -> !file.startsWith(".git/"));
        after.keySet().removeIf(file -> !file.startsWith(".git/"));
        assertThat(after).as("index, refs and configuration after apply").isEqualTo(before);
        assertThat(repository.directory().resolve("hello.txt")).hasContent("hello\nagent\nmore\n");
        reset(base);

        for (String mode : List.of("", "--merge", "--squash", "--rebase")) {
            if (mode.isEmpty()) {
                changing("land", run).ok();
            } else {
                Installation.write(repository.directory().resolve("mine.txt"), "mine\n");
                repository.git("-c", "core.hooksPath=/dev/null", "add", "mine.txt");
                repository.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Mine");
                changing("land", run, mode).ok();
            }
            assertThat(repository.directory().resolve("hello.txt")).hasContent("hello\nagent\nmore\n");
            reset(base);
        }

        Path look = directory.resolve("look");
        Map<String, String> files = person.state();
        files.keySet()
                .removeIf(file -> file.startsWith(".git/") && !file.equals(".git/index") && !file.equals(".git/HEAD"));
        changing("worktree", run, look.toString()).ok();
        assertThat(person.state()).as("the clone's own files after worktree").containsAllEntriesOf(files);
        Repository there = new Repository(look);
        there.git("status");
        there.git("diff", "HEAD~1");
        there.git("checkout", "-q", "--detach", "HEAD~1");
        there.git("checkout", "-q", branch);
        there.git("commit", "-q", "--allow-empty", "-m", "by hand");
        person.assertQuiet("the person's git in the worktree");

        commands.add("credential");
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

        reset(base);
        person.assertFires(
                "plain git takes the agent's files with the person's settings",
                () -> repository.git("checkout", "-q", branch + "~0", "--", "."));
        reset(base);
    }

    /** What lets the run go on in its hostile workspace. */
    private static void goOn(String run) throws IOException {
        assertThat(unchanged("exec", run, "--", "sh", "-c", "rm -f /tmp/fired; git diff >/dev/null 2>&1; ls /tmp/fired")
                        .out())
                .as("the positive control: git in the sandbox runs it")
                .contains("/tmp/fired");
        String exec = JSON.readTree(ok(
                                "POST",
                                "/runs/" + run + "/exec",
                                "{\"command\":[\"sh\",\"-c\",\"git diff </dev/null >/dev/null 2>&1; cat\"]}")
                        .body())
                .path("exec")
                .asString();
        Thread input = Thread.ofVirtual().start(() -> ok("POST", "/exec/" + exec + "/input", "in\n"));
        assertThat(ok("GET", "/exec/" + exec + "/output", "").body()).contains("in");
        join(input);

        unchanged("say", run, "echo said >>hello.txt").ok();
        paddock.await(run, "finished");
        ok("POST", "/runs/" + run + "/say", "{\"text\":\"echo once more >>hello.txt; exit 3\"}");
        paddock.await(run, "failed", "finished");
        assertThat(unchanged("diff", run).ok().out()).contains("+said", "+once more");
        // Its sandbox is made anew over what it left.
        unchanged("stop", run);
        ok("POST", "/runs/" + run + "/outcome", "{\"outcome\":\"landed\",\"branch\":\"main\"}");
        unchanged("restart", run, "--from-failure");
        paddock.await(run, "finished", "failed");
        String again = JSON.readTree(ok("POST", "/runs/" + run + "/restart", "{\"from\":\"start\"}")
                        .body())
                .path("id")
                .asString();
        paddock.await(again, "finished", "failed");
    }

    /** What begins and ends runs and projects. */
    private static void ends(String project) throws IOException {
        // The person's clone holds hostile things too, and takes its changes along.
        Repository repository = person.repository();
        Installation.write(repository.directory().resolve("untracked.txt"), "mine\n");
        paddock.shell(repository.directory(), hostile.nested()).ok();
        String taken = finished("cat untracked.txt; test ! -e vendored", "--with-changes");
        assertThat(paddock.text(taken)).contains("mine");
        person.assertFires("plain git takes the repository inside", () -> {
            paddock.shell(repository.directory(), "git -c core.hooksPath=/dev/null add vendored; git status");
        });
        reset("HEAD");

        String live = run(hostile.everything() + "sleep 600");
        paddock.await(live, "running");
        unchanged("interrupt", live);
        // It may have ended by then; what counts is that nothing ran.
        call("POST", "/runs/" + live + "/interrupt", "");
        call("POST", "/runs/" + live + "/stop", "");
        paddock.await(live, "cancelled", "finished", "failed");
        ok("POST", "/runs/" + live + "/discard", "");
        unchanged("discard", taken, "--yes").ok();
        unchanged("diff", taken).ok();
        ok("DELETE", "/runs/" + live, "");
        unchanged("delete", taken, "--yes").ok();

        unchanged("cleanup", "--dry-run").ok();
        ok("GET", "/disk", "");
        String plan = JSON.readTree(
                        ok("POST", "/cleanup/plans", "{\"olderDays\":0}").body())
                .path("id")
                .asString();
        ok("POST", "/cleanup", "{\"plan\":\"" + plan + "\"}");
        unchanged("cleanup", "--older", "0", "--yes").ok();

        // A hostile clone by its path, one by its address, and one whose objects are forged.
        Path other = directory.resolve("other");
        Repository.create(other);
        paddock.shell(other, hostile.everything()).ok();
        person.assertFires("plain git in that clone", () -> paddock.shell(other, "git diff; git add -A"));
        String added = JSON.readTree(
                        ok("POST", "/projects", "{\"path\":\"" + other + "\"}").body())
                .path("id")
                .asString();
        String byAddress = JSON.readTree(ok("POST", "/projects", "{\"url\":\"file://" + other + "\"}")
                        .body())
                .path("id")
                .asString();
        String started = JSON.readTree(ok(
                                "POST",
                                "/tasks",
                                "{\"goal\":\"true\",\"project\":\"" + byAddress + "\",\"agents\":[\"shell\"]}")
                        .body())
                .path("runs")
                .path(0)
                .path("id")
                .asString();
        paddock.await(started, "finished", "failed");
        String task = JSON.readTree(ok("GET", "/runs/" + started, "").body())
                .path("task")
                .asString();
        ok("DELETE", "/tasks/" + task, "");
        ok("DELETE", "/projects/" + byAddress, "");
        unchanged("project", "remove", added).ok();
        assertThat(call("POST", "/projects", "{\"url\":\"ext::sh -c 'touch " + person.mark() + "'\"}")
                        .statusCode())
                .isEqualTo(400);
        ok("DELETE", "/projects/" + project, "");
        assertThat(of(started)).doesNotExist();
    }

    @Test
    @Tag("attack-61")
    @Tag("attack-63")
    void noRunReadsWhatAnotherMade() throws Exception {
        String first = finished("echo SECRET-$((40 + 2)) >theirs.txt; git add theirs.txt; git commit -qm Theirs");
        String commit = paddock.show(first).path("commit").asString();
        String blob = person.repository()
                .git("hash-object", of(first).resolve("layer/upper/theirs.txt").toString());
        assertThat(paddock.paddock("diff", first).ok().out())
                .as("the positive control")
                .contains("+SECRET-42");
        String port = Integer.toString(URI.create(JSON.readTree(Files.readString(directory.resolve("home/server.json")))
                        .path("url")
                        .asString())
                .getPort());
        String second = finished("for o in " + commit + " " + blob
                + "; do git cat-file -e $o && echo READ $o; done 2>/dev/null; "
                + "echo '" + of(first) + "/result.git/objects' >>.git/objects/info/alternates; git cat-file -e "
                + commit
                + " 2>/dev/null && echo READ by alternates; "
                + "git update-ref refs/heads/stolen " + commit + " 2>/dev/null && echo READ by a ref; "
                + "cat /paddock/objects/../../result.git/HEAD '" + of(first)
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
        HttpResponse<String> based = call(
                "POST",
                "/tasks",
                "{\"goal\":\"cat theirs.txt\",\"project\":\"" + project + "\",\"base\":\"" + commit
                        + "\",\"agents\":[\"shell\"]}");
        assertThat(based.statusCode()).as(based::body).isEqualTo(404);
        Path other = directory.resolve("stranger");
        Repository stranger = Repository.create(other);
        paddock.in(other, "project", "add").ok();
        Installation.Done stolen = paddock.shell(
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
                                person.repository().directory(),
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
        String run = run(
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
        String next = finished("cat old.txt", "--project", url);
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
        HttpResponse<String> refused =
                call("POST", "/tasks", "{\"goal\":\"true\",\"project\":\"" + project + "\",\"agents\":[\"shell\"]}");
        assertThat(refused.statusCode()).as(refused::body).isEqualTo(429);
        assertThat(refused.body()).contains("branches and tags");
        assertThat(paddock.text(finished("echo well"))).contains("well");
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
