package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The way of a run, with plain commands for agents. */
class ShellAgentTest {
    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home"));
        repository = Repository.create(directory.resolve("project"));
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static Done run(String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", goal, "--agent", "shell", "--json"));
        arguments.addAll(List.of(more));
        return paddock.in(repository.directory(), arguments.toArray(String[]::new));
    }

    @Test
    @Tag("A2")
    @Tag("L2")
    void theExitCodeOfACommandIsTheOutcomeAndItsOutputIsText() {
        Done good = run("echo hello from inside; echo more > new.txt");
        assertThat(good.exitCode()).as(good::err).isZero();
        assertThat(paddock.events(good.id(), "text"))
                .anyMatch(event -> event.path("text").asString().contains("hello from inside"));
        assertThat(paddock.paddock("diff", good.id()).ok().out()).contains("new.txt");

        Done bad = run("echo kept > kept.txt; exit 3");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.run().path("state").asString()).isEqualTo("failed");
        assertThat(paddock.show(bad.id()).path("reason").asString()).contains("3");
        assertThat(paddock.paddock("diff", bad.id()).ok().out()).contains("kept.txt");
    }

    @Test
    @Tag("S2")
    void provesItsSandboxesToPeople() {
        Done proof = paddock.paddock("prove", "11", "14", "48", "--json").ok();
        assertThat(proof.json().path("ok").asBoolean()).as(proof::out).isTrue();
        assertThat(proof.json().path("results")).hasSize(3);
        assertThat(paddock.paddock("prove", "48").ok().out()).contains("The sandbox held: 1 of 1");
    }

    @Test
    @Tag("E1")
    @Tag("E2")
    @Tag("E9")
    void aHostOutsideTheAllowListIsRefusedAndAVerdictSaysSo() {
        Done done = run("curl -sS -m 20 https://forbidden.example/ ; echo code $?; "
                + "unset https_proxy HTTPS_PROXY; curl -sS -m 5 https://forbidden.example/; echo code $?; "
                + "curl -sS -m 5 http://127.0.0.1:3128/paddock/ping");
        assertThat(done.exitCode()).as(done::err).isZero();
        String text = paddock.events(done.id(), "text").toString();
        assertThat(text).contains("code 56").contains("code 6").contains("\\\"ok\\\"");
        assertThat(paddock.events(done.id(), "verdict")).anySatisfy(event -> {
            assertThat(event.path("host").asString()).isEqualTo("forbidden.example");
            assertThat(event.path("port").asInt()).isEqualTo(443);
            assertThat(event.path("verdict").asString()).isEqualTo("deny");
            assertThat(event.path("rule").asString()).isNotBlank();
        });
    }

    @Test
    @Tag("T3")
    @Tag("T4")
    @Tag("C2")
    void severalAgentsOnOneGoalEachGetABranch() {
        Done done = run("date > when.txt", "--agent", "shell", "--name", "twice");
        assertThat(done.json().path("runs"))
                .extracting(run -> run.path("branch").asString())
                .containsExactly("agent/twice-1", "agent/twice-2");
        JsonNode task =
                paddock.paddock("list", "--json").ok().json().path("tasks").path(0);
        assertThat(task.path("runs")).hasSize(2);
        for (JsonNode run : task.path("runs")) {
            assertThat(paddock.events(run.path("id").asString(), "state"))
                    .extracting(event -> event.path("state").asString())
                    .containsExactly("queued", "preparing", "running", "collecting", "finished");
        }
    }

    @Test
    @Tag("G3")
    @Tag("attack-57")
    @Tag("attack-58")
    @Tag("attack-59")
    void aRepositoryHostileToGitLeavesNoMarkOnTheHost() throws Exception {
        Path mark = directory.resolve("mark");
        String plant = "mark='" + mark
                + "'; printf '#!/bin/sh\\ntouch \"%s\"; touch /tmp/fired\\n' \"$mark\" > evil; chmod +x evil; "
                + "for hook in post-checkout pre-commit post-commit pre-push reference-transaction; do cp evil .git/hooks/$hook; done; "
                + "git config core.fsmonitor \"$PWD/evil\"; git config core.hooksPath \"$PWD/.git/hooks\"; "
                + "git config filter.evil.clean \"$PWD/evil\"; git config filter.evil.smudge \"$PWD/evil\"; "
                + "git config diff.external \"$PWD/evil\"; git config core.sshCommand \"$PWD/evil\"; "
                + "echo '* filter=evil diff=evil' > .gitattributes; "
                + "mkdir nested && git init -q nested && git -C nested config core.fsmonitor \"$PWD/evil\"; "
                + "git status >/dev/null 2>&1; test -e /tmp/fired && echo the trap works; "
                + "echo changed >> hello.txt; echo end";
        Done done = run(plant);
        assertThat(done.exitCode()).as(done::err).isZero();
        assertThat(paddock.events(done.id(), "text").toString())
                .as("the positive control: git in the sandbox did run the trap")
                .contains("the trap works");
        assertThat(paddock.paddock("diff", done.id()).ok().out())
                .contains("+changed")
                .contains("evil");

        Done removed = run("rm -rf .git/* ; echo without > without.txt");
        assertThat(removed.exitCode()).as(removed::err).isZero();
        assertThat(paddock.paddock("diff", removed.id()).ok().out()).contains("without.txt");
        assertThat(Files.exists(mark)).isFalse();
        assertThat(repository.git("status", "--porcelain")).isEmpty();
    }

    @Test
    @Tag("C5")
    void verifiesTheJournalsChain() {
        String id = run("true").id();
        Done verified = paddock.paddock("logs", id, "--verify", "--json").ok();
        assertThat(verified.json().path("ok").asBoolean()).isTrue();
        assertThat(verified.json().path("events").asInt())
                .isEqualTo(paddock.events(id).size());
    }

    @Test
    @Tag("T7")
    void aCommandOutlivesTheServer() {
        String id = run("for i in $(seq 30); do echo tick $i; sleep 0.1; done; echo over > over.txt", "--detach")
                .id();
        paddock.awaitText(id, "tick 3");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        paddock.await(id, "finished");
        assertThat(paddock.events(id, "text"))
                .extracting(event -> event.path("text").asString().strip())
                .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> "tick " + i)
                        .toList());
    }

    @Test
    @Tag("T1")
    @Tag("L2")
    void saysWhatIsWrong() {
        Done nowhere = paddock.in(directory, "run", "x", "--agent", "shell");
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("git repository");
        Done unknown = run("x", "--agent", "nobody");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.err()).contains("nobody");
        Done noKey = paddock.in(repository.directory(), "run", "x", "--agent", "claude");
        assertThat(noKey.exitCode()).isNotZero();
        assertThat(noKey.err()).containsAnyOf("paddock auth claude", "paddock agent install");
        assertThat(paddock.paddock("show", "r000", "--json").exitCode()).isNotZero();
    }

    @Test
    @Tag("L3")
    void doctorExplainsTheMachine() {
        Done done = paddock.paddock("doctor", "--json");
        assertThat(done.json().path("checks")).isNotEmpty().allSatisfy(check -> {
            assertThat(check.path("why").asString()).isNotBlank();
            if (!check.path("status").asString().equals("ok")) {
                assertThat(check.path("fix").asString()).isNotBlank();
            }
        });
    }
}
