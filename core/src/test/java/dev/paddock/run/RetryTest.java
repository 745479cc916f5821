package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.egress.Egress;
import dev.paddock.egress.Target;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.process.Trees;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can't be prepared for now is tried again, with its reason and time; what can't ever fails at once. */
@Tag("T4")
class RetryTest extends OneServer {
    @Override
    TestingServer open() {
        return new TestingServer(root, 2, Duration.ofMinutes(5));
    }

    /** Where runs are kept there is a file now, as if the disk took no directory. */
    private Path block() throws IOException {
        Path runs = Objects.requireNonNull(server.home.run("x").getParent());
        if (Files.exists(runs)) {
            Files.move(runs, runs.resolveSibling("kept"));
        }
        return Files.writeString(runs, "");
    }

    private void unblock(Path runs) throws IOException {
        Files.delete(runs);
        if (Files.exists(runs.resolveSibling("kept"))) {
            Files.move(runs.resolveSibling("kept"), runs);
        }
    }

    private List<EventBody.State> states(String run) {
        return server.store.read(query -> query.events(run, 0, 1_000)).stream()
                .filter(event -> event.body() instanceof EventBody.State)
                .map(event -> (EventBody.State) event.body())
                .toList();
    }

    @Test
    void isTriedAgainWithItsReasonAndTimeAlsoByTheNextServer() throws IOException {
        Path runs = block();
        Run run = server.start(project, "echo done");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> states(run.id()).size() >= 5);
        EventBody.State again = states(run.id()).stream()
                .filter(state -> state.until() != null)
                .findFirst()
                .orElseThrow();
        server.close();
        assertThat(again.state()).isEqualTo("queued");
        assertThat(again.reason()).contains("try 1 of 4");
        unblock(runs);
        server = open();
        Run done = server.await(run.id(), "finished");
        assertThat(done.due()).isNull();
        assertThat(server.text(run.id())).isEqualTo("done\n");
    }

    @Test
    void isGivenUpAfterAllTriesAndHoldsUpNobody() throws IOException {
        Path runs = block();
        Run run = server.start(project, "echo done");
        server.await(run.id(), "queued");
        Awaitility.await().until(() -> server.run(run.id()).due() != null);
        Run failed = server.await(run.id(), "failed");
        assertThat(failed.reason()).contains("tried 4 times");
        assertThat(states(run.id()).stream().filter(state -> state.state().equals("preparing")))
                .hasSize(4);
        unblock(runs);
        server.await(server.start(project, "true").id(), "finished");
        // A person takes it on nevertheless.
        server.runs.restarts().fromFailure(run.id(), Map.of());
        server.await(run.id(), "finished");
    }

    @Test
    void aPersonNeedNotWaitForTheNextTry() throws IOException {
        server.close();
        server = new TestingServer(root, 2, Duration.ofMinutes(5), Duration.ofHours(1));
        Path runs = block();
        Run run = server.start(project, "echo done");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> server.run(run.id()).due() != null);
        unblock(runs);
        server.runs.restarts().fromFailure(run.id(), Map.of());
        server.await(run.id(), "finished");
    }

    @Test
    void whatCanNotPassFailsAtOnce() throws IOException {
        Path upstream = server.home.project(project).resolve("upstream.git");
        Runnable release = occupied();
        Run run = server.start(project, "echo done");
        Trees.delete(upstream.resolve("objects"));
        Files.createDirectories(upstream.resolve("objects"));
        release.run();
        Run failed = server.await(run.id(), "failed");
        assertThat(states(run.id())).filteredOn(state -> state.until() != null).isEmpty();
        assertThat(failed.reason()).contains("no commit");
        assertThat(Passing.mayPass(new PaddockException(ErrorCode.UNSAFE, "open")))
                .isFalse();
        assertThat(Passing.mayPass(new PaddockException(ErrorCode.INTERNAL, "x", new IOException("No space left"))))
                .isTrue();
    }

    @Test
    @Tag("S8")
    void aSetUpScriptThatFailsWhileAHostIsOutOfReachIsTriedAgain() {
        String second = server.project(root, "second", """
                |
                  echo asking for it
                  test "$(curl -s -m 30 -o /dev/null -w '%{http_connect}' https://nowhere.invalid/)" = 403
                """);
        Target.OfProject target = new Target.OfProject(
                server.store.read(query -> query.project(second)).orElseThrow());
        server.runs.egress().change(target, Egress.Change.ALLOW, List.of("nowhere.invalid"));
        server.store.written(event -> {
            if (event.body() instanceof EventBody.State state && state.reason().contains("try 2 of 4")) {
                // The only way in which it can tell that it is another time: its host is refused from now on.
                server.runs.egress().change(target, Egress.Change.DENY, List.of("nowhere.invalid"));
            }
        });

        Run run = server.start(second, "echo done");

        server.await(run.id(), "finished");

        List<EventBody.State> retries = retries(run.id());
        assertThat(retries.getFirst().reason())
                .contains("set-up script ended with 1", "asking for it", "could not be reached", "try 1 of 4");
        assertThat(retries.get(1).reason()).contains("try 2 of 4");
        assertThat(retries).hasSize(2);
        assertThat(environment(run.id(), "started")).hasSize(3);
        assertThat(environment(run.id(), "done")).hasSize(1);
        assertThat(server.text(run.id())).isEqualTo("done\n");
    }

    @Test
    @Tag("S8")
    void aSetUpScriptThatFailsByItselfFailsTheRunAtOnceWithTheEndOfWhatItSaid() {
        String second = server.project(root, "second", """
                |
                  seq 5000
                  echo no such compiler >&2
                  exit 7
                """);
        Run run = server.start(second, "echo done");
        Run failed = server.await(run.id(), "failed");
        assertThat(failed.reason())
                .contains("the project's set-up script ended with 7", "\n5000\nno such compiler")
                .doesNotContain("\n4000\n", "try 1");
        assertThat(retries(run.id())).isEmpty();
        assertThat(environment(run.id(), "started")).hasSize(1);
        assertThat(environment(run.id(), "output").toString()).contains("2500");
        assertThat(server.text(run.id())).as("no agent was started").isEmpty();
    }

    private List<EventBody.State> retries(String run) {
        return states(run).stream()
                .filter(state -> state.until() != null && state.state().equals("queued"))
                .toList();
    }

    private List<EventBody.Environment> environment(String run, String what) {
        return server.store.read(query -> query.events(run, 0, 1_000)).stream()
                .filter(event -> event.body() instanceof EventBody.Environment told
                        && told.what().equals(what))
                .map(event -> (EventBody.Environment) event.body())
                .toList();
    }

    /** Two runs that take both places, until the answer is run. */
    private Runnable occupied() {
        Run first = server.start(project, "sleep 600");
        Run second = server.start(project, "sleep 600");
        server.await(first.id(), "running");
        server.await(second.id(), "running");
        Trees.delete(server.home.project(project).resolve("base"));
        return () -> {
            server.runs.stop(first.id());
            server.runs.stop(second.id());
        };
    }
}
