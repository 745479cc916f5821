package dev.paddock.dist;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From a goal to a commit in a person's branch. */
class LandingTest {
    @TempDir
    private static Path directory;

    private static Installation paddock;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home")).with("PADDOCK_EGRESS_ALLOW", "packages");
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    /** A run of a plain command, to its end. */
    private static String shell(Repository repository, String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--agent", "shell"));
        arguments.addAll(List.of(more));
        String run = paddock.start(repository.directory(), goal, arguments.toArray(String[]::new));
        paddock.await(run, "finished");
        return run;
    }

    private static JsonNode land(Repository repository, String... arguments) {
        List<String> all = new ArrayList<>(List.of("land"));
        all.addAll(List.of(arguments));
        all.add("--json");
        return paddock.in(repository.directory(), all.toArray(String[]::new))
                .ok()
                .json();
    }

    /** A small project, and the change that its agent makes: two files and the command that tests them. */
    private record Change(String project, Map<String, String> files) {}

    private static final List<Change> CHANGES = List.of(
            new Change(
                    "maven",
                    Map.of(
                            "src/main/java/org/example/Greeting.java",
                            "package org.example;\\n\\npublic class Greeting {\\n    public static String of(String name) {\\n        return \\\"Hello, \\\" + name;\\n    }\\n}\\n",
                            "src/test/java/org/example/GreetingTest.java",
                            "package org.example;\\n\\nimport static org.junit.Assert.assertEquals;\\n\\nimport org.junit.Test;\\n\\npublic class GreetingTest {\\n    @Test\\n    public void greets() {\\n        assertEquals(\\\"Hello, Ada\\\", Greeting.of(\\\"Ada\\\"));\\n    }\\n}\\n")),
            new Change(
                    "npm",
                    Map.of(
                            "greeting.ts",
                            "export const greeting = (name: string): string => `Hello, ${name}`;\\n",
                            "greeting.test.mjs",
                            "import test from 'node:test';\\nimport assert from 'node:assert';\\nimport { greeting } from './target/greeting.js';\\ntest('greets', () => assert.equal(greeting('Ada'), 'Hello, Ada'));\\n")),
            new Change(
                    "python",
                    Map.of(
                            "greeting.py",
                            "def greeting(name):\\n    return f\\\"Hello, {name}\\\"\\n",
                            "test_greeting.py",
                            "import unittest\\nfrom greeting import greeting\\n\\nclass Greets(unittest.TestCase):\\n    def test_greets(self):\\n        self.assertEqual(greeting(\\\"Ada\\\"), \\\"Hello, Ada\\\")\\n")));

    private static Path script(Change change, String command) {
        StringBuilder script =
                new StringBuilder("version: 1\nname: greet\nsteps:\n  - text: I'll write it, and a test.\n    do:\n");
        change.files()
                .forEach((path, content) -> script.append("      - write: ")
                        .append(path)
                        .append("\n        content: \"")
                        .append(content)
                        .append("\"\n"));
        script.append("  - text: Now the tests.\n    do:\n      - run: |\n          ")
                .append(command)
                .append(" >/tmp/tests.txt 2>&1; echo tests-$((41 + $? + 1))-ended; tail -c 1500 /tmp/tests.txt\n")
                .append("        why: Run the tests\n  - text: Done.\n");
        Path file = directory.resolve(change.project() + ".yaml");
        Installation.write(file, script.toString());
        return file;
    }

    @Test
    @Tag("G9")
    @Tag("G4")
    @Tag("A1")
    @Tag("S14")
    void threeProjectsGoFromRunToLandWithTheirTestsRunByTheAgent() {
        paddock.withClaude();
        record Going(Change change, Repository repository, String base, String run) {}
        List<Going> all = new ArrayList<>();
        for (Change change : CHANGES) {
            SmallProjects.Small small = requireNonNull(SmallProjects.all().get(change.project()));
            Repository repository = small.create(directory.resolve(change.project()));
            Path script = script(change, tests(change.project(), small));
            // Its agent leaves what takes longer than two minutes to itself, as a build on a busy machine may.
            String run = paddock.start(
                    repository.directory(),
                    "Greet people",
                    "--rehearse=" + script,
                    "--var",
                    "BASH_DEFAULT_TIMEOUT_MS=600000");
            all.add(new Going(change, repository, repository.git("rev-parse", "HEAD"), run));
        }
        for (Going going : all) {
            Change change = going.change();
            Repository repository = going.repository();
            String base = going.base();
            String id = going.run();
            JsonNode run = paddock.await(id, 300, "finished", "failed");
            assertThat(run.path("state").asString()).as(run::toString).isEqualTo("finished");
            assertThat(paddock.events(id, "tool").toString())
                    .as(() -> "the project's own tests pass inside the run: " + change.project())
                    .contains("tests-42-ended");
            assertThat(land(repository, id).path("mode").asString()).isEqualTo("fast-forward");
            assertThat(repository.git("rev-parse", "main^")).isEqualTo(base);
            assertThat(repository.git("status", "--porcelain")).isEmpty();
            assertThat(repository.git("diff", "--name-only", base, "main").lines())
                    .filteredOn(file -> !file.equals("uv.lock"))
                    .containsExactlyInAnyOrderElementsOf(change.files().keySet());
            assertThat(repository.git("log", "-1", "--format=%an|%s")).isEqualTo("Ada Person|Greet people");
            assertThat(paddock.show(id).path("outcome").asString()).isEqualTo("landed");
        }
    }

    /** TypeScript is compiled first; what is compiled is in no commit. */
    private static String tests(String project, SmallProjects.Small small) {
        String compile = "npm install --no-save --no-package-lock --no-audit --no-fund typescript@5.9.3 && "
                + "npx tsc --target es2022 --module es2022 --outDir target greeting.ts && ";
        return "{ " + (project.equals("npm") ? compile : "") + small.command() + "; }";
    }

    @Test
    @Tag("T1")
    @Tag("T6")
    @Tag("T14")
    @Tag("G12")
    @Tag("G13")
    void takesChangesAlongAndGivesWorkUpAndTriesAgain() throws Exception {
        Repository repository = Repository.create(directory.resolve("odd"));
        Installation.write(repository.directory().resolve("hello.txt"), "hello\nmine\n");
        Installation.write(repository.directory().resolve("untracked.txt"), "mine\n");
        String run = shell(
                repository, "test -f untracked.txt && echo agent >> hello.txt; echo new > new.txt", "--with-changes");
        Done conflict = paddock.in(repository.directory(), "land", run);
        assertThat(conflict.exitCode())
                .as("its line stands on one that is in no commit")
                .isEqualTo(1);
        assertThat(conflict.err()).contains("hello.txt", "paddock apply " + run);
        paddock.in(repository.directory(), "apply", run).ok();
        assertThat(repository.directory().resolve("hello.txt")).hasContent("hello\nmine\nagent\n");
        repository.git("stash", "-q", "-u");

        // What was discarded can't go on, and can still be taken, with plain git as well.
        paddock.paddock("discard", run, "--yes").ok();
        assertThat(paddock.paddock("say", run, "echo x").exitCode()).isEqualTo(7);
        paddock.shell(
                        repository.directory(),
                        "git -c credential.helper='!paddock credential' fetch -q \"$(paddock git-url " + run + ")\" "
                                + paddock.show(run).path("branch").asString())
                .ok();
        assertThat(repository.git("show", "FETCH_HEAD:new.txt")).isEqualTo("new");
        paddock.in(
                        repository.directory(),
                        "worktree",
                        run,
                        directory.resolve("look").toString())
                .ok();
        assertThat(directory.resolve("look/new.txt")).hasContent("new\n");
        paddock.paddock("delete", run, "--yes").ok();
        assertThat(paddock.paddock("show", run).exitCode()).isEqualTo(6);

        // A run that failed goes on in its workspace; a fresh one begins again.
        String failing =
                paddock.start(repository.directory(), "echo x >> tries; test $(wc -l <tries) = 2", "--agent", "shell");
        paddock.await(failing, "failed");
        paddock.paddock("restart", failing, "--from-failure").ok();
        paddock.await(failing, "finished");
        String fresh = paddock.paddock("restart", failing, "--json")
                .ok()
                .json()
                .path("id")
                .asString();
        assertThat(fresh).isNotEqualTo(failing);
        paddock.await(fresh, "failed");
    }

    @Test
    @Tag("G3")
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-60")
    void whatARunPlantedDoesNotRunWhenItsWorkIsTaken() {
        Repository repository = Repository.create(directory.resolve("target"));
        Path fired = directory.resolve("fired");
        repository.git("config", "core.hooksPath", "hooks");
        repository.git("config", "filter.own.smudge", "tools/evil");
        repository.git("config", "filter.own.clean", "tools/evil");
        String run = shell(
                repository,
                "mkdir hooks tools; printf '#!/bin/sh\\ntouch \"" + fired
                        + "\"\\ncat\\n' > tools/evil; chmod +x tools/evil; for h in post-checkout post-merge reference-transaction "
                        + "post-index-change pre-commit post-commit; do cp tools/evil hooks/$h; done; "
                        + "echo '*.txt filter=own' > .gitattributes; echo changed > hello.txt");
        Path look = directory.resolve("target-look");
        paddock.in(repository.directory(), "worktree", run, look.toString()).ok();
        new Repository(look).git("status");
        new Repository(look).git("commit", "-q", "--allow-empty", "-m", "by hand");
        paddock.in(repository.directory(), "apply", run).ok();
        assertThat(fired).doesNotExist();
        repository.git(
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "filter.own.clean=",
                "-c",
                "filter.own.smudge=",
                "reset",
                "-q",
                "--hard");
        repository.git("clean", "-q", "-f", "-d");
        land(repository, run);
        assertThat(repository.directory().resolve("hello.txt")).hasContent("changed\n");
        assertThat(Files.exists(fired)).as("nothing of the agent's ran").isFalse();
        repository.git("commit", "-q", "--allow-empty", "-m", "now the person's own git");
        assertThat(fired).as("the positive control").exists();
    }
}
