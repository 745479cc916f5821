package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunsTest extends OneServer {
    private List<String> states(String run) {
        List<String> states = new ArrayList<>();
        server.store.read(query -> query.events(run, 0, 1_000)).stream()
                .map(Event::body)
                .forEach(body -> {
                    if (body instanceof EventBody.State state) {
                        states.add(state.state());
                    }
                });
        return states;
    }

    @Test
    @Tag("T4")
    void goesFromTheQueueToAFinishedCommit() {
        Run run = server.start(project, "echo said; echo made > made.txt");
        Run finished = server.await(run.id(), "finished");
        assertThat(finished.commit()).isNotNull();
        assertThat(finished.change().files()).isEqualTo(1);
        assertThat(server.text(run.id())).isEqualTo("said\n");
        assertThat(states(run.id())).containsExactly("queued", "preparing", "running", "collecting", "finished");
        var verified = server.store.read(query -> query.verify(run.id()));
        assertThat(verified.ok()).isTrue();
    }

    @Test
    @Tag("T5")
    void stopsABusyRunAndKeepsItsWork() {
        Run run = server.start(project, "echo kept > kept.txt; echo busy; sleep 600");
        awaitText(run.id(), "busy");
        server.runs.stop(run.id());
        Run stopped = server.await(run.id(), "cancelled");
        assertThat(stopped.change().files()).isEqualTo(1);
        assertThat(server.runs.alive(run.id())).isFalse();
        assertThatThrownBy(() -> server.runs.stop(run.id()))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    @Tag("T5")
    void interruptEndsACommandAndTheRunFinishes() {
        Run run = server.start(project, "echo busy; sleep 600");
        awaitText(run.id(), "busy");
        server.runs.interrupt(run.id());
        assertThat(server.await(run.id(), "finished").reason()).contains("interrupted");
    }

    @Test
    @Tag("C1")
    void aMessageTakesAnEndedRunOnInTheSameWorkspace() {
        Run run = server.start(project, "echo one > one.txt");
        server.await(run.id(), "finished");
        server.runs.say(run.id(), "cat one.txt; echo two > two.txt");
        awaitText(run.id(), "one");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> server.run(run.id()).change().files() == 2);
        server.await(run.id(), "finished");
    }

    @Test
    @Tag("T7")
    void theNextServerTakesUpALiveRunAndQueuedOnesStayQueued() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            runs.add(server.start(project, "for i in $(seq 60); do echo tick $i; sleep 0.1; done; echo end > end.txt"));
        }
        awaitText(runs.getFirst().id(), "tick 3");
        next();
        for (Run run : runs) {
            server.await(run.id(), "finished");
            assertThat(server.text(run.id()).lines()).hasSize(60).doesNotHaveDuplicates();
            var verified = server.store.read(query -> query.verify(run.id()));
            assertThat(verified.ok()).isTrue();
        }
    }

    @Test
    @Tag("T5")
    void aServerThatStopsLeavesNoAgentThatIsOnlyKeptWarm() {
        Run run = server.start(project, "true");
        server.await(run.id(), "finished");
        assertThat(server.runs.alive(run.id())).isTrue();
        server.close();
        assertThat(Files.exists(server.home.run(run.id()).resolve("holder/state")))
                .isFalse();
        server = open();
        server.runs.say(run.id(), "echo again");
        awaitText(run.id(), "again");
    }

    @Test
    @Tag("T7")
    void whatEndedWhileNoServerWasThereIsTakenUp() {
        Run run = server.start(project, "sleep 1; echo alone > alone.txt; echo done");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> server.runs.alive(run.id())
                        && server.run(run.id()).state().word().equals("running"));
        server.close();
        Path exit = server.home.run(run.id()).resolve("io/1/exit");
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(exit));
        server = open();
        assertThat(server.await(run.id(), "finished").change().files()).isEqualTo(1);
        assertThat(server.text(run.id())).isEqualTo("done\n");
    }

    @Test
    @Tag("T7")
    void aRunWhoseSandboxWasLostFailsSayingWhyAndKeepsItsWork() {
        Run run = server.start(project, "echo kept > kept.txt; echo busy; sleep 600");
        awaitText(run.id(), "busy");
        server.killSandbox(run.id());
        Run failed = server.await(run.id(), "failed");
        assertThat(failed.reason()).isNotBlank();
        assertThat(failed.change().files()).isEqualTo(1);
    }

    @Test
    @Tag("T7")
    void aRunWhoseAgentsFileIsGoneFailsAndHoldsUpNobody() throws IOException {
        Path file = root.resolve("agents/extra.yaml");
        Files.writeString(file, "name: extra\nprotocol: command\ncommand: [sh, -c, \"{{goal}}\"]\n");
        Run lost = server.runs
                .start(NewTask.of("echo busy; sleep 600", project, List.of("extra")))
                .runs()
                .getFirst();
        awaitText(lost.id(), "busy");
        server.close();
        Files.delete(file);
        server = open();
        assertThat(server.await(lost.id(), "failed").reason()).contains("extra");
        assertThat(server.runs.alive(lost.id())).isFalse();
        assertThat(Files.exists(server.home.run(lost.id()).resolve("holder/state")))
                .isFalse();
        server.await(server.start(project, "true").id(), "finished");
    }

    @Test
    @Tag("T2")
    void noMoreRunsThanThereArePlacesAndProjectsTakeTurns() {
        String second = server.project(root, "second");
        List<Run> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(server.start(project, "sleep 600"));
        }
        Run other = server.start(second, "sleep 600");
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> count("running") == 4);
        assertThat(count("queued")).isEqualTo(3);
        server.runs.stop(many.getFirst().id());
        server.await(other.id(), "running");
        assertThat(count("queued")).isEqualTo(2);
    }

    private long count(String state) {
        return server.store.read(query -> query.runsIn(java.util.Set.of(state))).size();
    }

    @Test
    void aGoalThatNobodyCanDoIsRefusedAtOnce() {
        assertThatThrownBy(() -> server.start("nowhere", "true")).hasMessageContaining("nowhere");
        assertThatThrownBy(() -> server.start(project, " ")).hasMessageContaining("goal");
        assertThatThrownBy(() -> server.runs.start(new NewTask(
                        "true",
                        null,
                        project,
                        "no-such-branch",
                        List.of(),
                        null,
                        List.of(),
                        TaskOptions.NONE,
                        Map.of())))
                .hasMessageContaining("no-such-branch");
        assertThatThrownBy(() -> server.runs.start(NewTask.of("true", project, List.of("nobody"))))
                .hasMessageContaining("nobody");
    }

    private void awaitText(String run, String text) {
        Awaitility.await("text " + text)
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> server.text(run).contains(text));
    }
}
