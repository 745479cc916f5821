package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.egress.Egress;
import dev.paddock.egress.Target;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.AllowList;
import dev.paddock.task.Run;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutcomesTest extends OneServer {
    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    @Tag("T14")
    void discardingFreesAllButJournalBranchAndDiffAndTheWorkCanStillBeLanded() throws IOException {
        Run run = server.start(project, "echo made > made.txt; mkdir -m 000 locked; chmod 0555 .");
        Run finished = server.await(run.id(), "finished");
        assertThat(server.runs.alive(run.id())).as("its agent is kept warm").isTrue();

        Run discarded = server.runs.outcomes().discard(run.id());

        assertThat(discarded.outcome()).isEqualTo("discarded");
        assertThat(discarded.commit()).isEqualTo(finished.commit());
        assertThat(server.runs.alive(run.id())).isFalse();
        assertThat(directory(run).resolve("home")).doesNotExist();
        assertThat(directory(run).resolve("layer")).doesNotExist();
        try (InputStream patch =
                server.workspaces.diffs().patch(run.id(), run.base(), String.valueOf(discarded.commit()))) {
            assertThat(new String(patch.readAllBytes(), StandardCharsets.UTF_8)).contains("made.txt");
        }
        assertThat(server.store.read(query -> query.verify(run.id())).ok()).isTrue();
        refused(() -> server.runs.say(run.id(), "go on"));
        refused(() -> server.runs.restarts().fromFailure(run.id(), Map.of()));
        Run landed =
                server.runs.outcomes().record(run.id(), new EventBody.Outcome("landed", finished.commit(), "main"));
        assertThat(landed.outcome()).isEqualTo("landed");
        refused(() -> server.runs.say(run.id(), "go on"));
    }

    @Test
    @Tag("T14")
    void deletingTakesTheJournalTooAndTheTaskWithItsLastRun() {
        Started started = server.runs.start(NewTask.of("echo x > x.txt", project, List.of("shell", "shell")));
        Run one = server.await(started.runs().get(0).id(), "finished");
        Run two = server.await(started.runs().get(1).id(), "finished");
        server.runs.outcomes().delete(List.of(one.id()));
        assertThat(server.store.<Boolean>read(query -> query.run(one.id()).isEmpty()))
                .isTrue();
        assertThat(server.store.<Boolean>read(
                        query -> query.events(one.id(), 0, 10).isEmpty()))
                .isTrue();
        assertThat(directory(one)).doesNotExist();
        assertThat(server.store.<Boolean>read(
                        query -> query.task(started.task().id()).isPresent()))
                .isTrue();
        server.runs.outcomes().delete(List.of(two.id()));
        assertThat(server.store.<Boolean>read(
                        query -> query.task(started.task().id()).isEmpty()))
                .isTrue();
    }

    @Test
    @Tag("T14")
    @Tag("T6")
    void whatIsAtWorkIsNeitherDiscardedNorDeletedNorRecorded() {
        Run run = server.start(project, "sleep 600");
        server.await(run.id(), "running");
        refused(() -> server.runs.outcomes().discard(run.id()));
        refused(() -> server.runs.outcomes().delete(List.of(run.id())));
        refused(() -> server.runs.outcomes().record(run.id(), new EventBody.Outcome("landed", null, null)));
        refused(() -> server.runs.restarts().fromFailure(run.id(), Map.of()));
        assertThat(server.run(run.id()).state().word()).isEqualTo("running");
    }

    @Test
    @Tag("T6")
    void restartsOnAFreshBranchOrGoesOnFromTheFailureInTheSameWorkspace() {
        Run run = server.start(project, "echo again >> count.txt; test $(wc -l <count.txt) = 2");
        server.await(run.id(), "failed");

        Run goesOn = server.runs.restarts().fromFailure(run.id(), Map.of());
        assertThat(goesOn.id()).isEqualTo(run.id());
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.run(run.id()).state().word().equals("finished"));
        assertThat(server.run(run.id()).change().added()).isEqualTo(2);

        Run fresh = server.runs.restarts().afresh(run.id(), Map.of());
        assertThat(fresh.task()).isEqualTo(run.task());
        assertThat(fresh.branch()).isNotEqualTo(run.branch());
        assertThat(server.await(fresh.id(), "failed").change().added()).isEqualTo(1);
        assertThat(Files.exists(directory(run))).isTrue();
    }

    @Test
    @Tag("T6")
    @Tag("E2")
    void aRestartedRunHasTheRulesOfTheOneItRestartsButForWhatWasDeniedSince() {
        Run run = server.runs
                .start(new NewTask(
                        "echo x > x.txt",
                        null,
                        project,
                        null,
                        List.of(),
                        null,
                        List.of("launch.example.org"),
                        TaskOptions.NONE,
                        Map.of()))
                .runs()
                .getFirst();
        server.await(run.id(), "finished");
        Egress egress = server.runs.egress();
        egress.change(
                target(run),
                Egress.Change.ALLOW,
                List.of("own.example.org", "regretted.example.org", "taken.example.org", "closed.example.org"));
        egress.change(target(run), Egress.Change.DENY, List.of("regretted.example.org"));
        egress.change(target(run), Egress.Change.REMOVE, List.of("taken.example.org"));
        egress.change(new Target.Everything(), Egress.Change.DENY, List.of("closed.example.org"));

        Run fresh = server.runs.restarts().afresh(run.id(), Map.of());

        AllowList list = egress.list(target(fresh));
        assertThat(List.of("launch", "own", "regretted", "taken", "closed"))
                .filteredOn(name -> list.lookup(name + ".example.org", 443).isPresent())
                .containsExactly("launch", "own");
        assertThat(server.store.read(query -> query.events(fresh.id(), 0, 100)).stream()
                        .map(Event::body)
                        .filter(EventBody.Egress.class::isInstance))
                .contains(
                        new EventBody.Egress("own.example.org:443", "allow", "run", null),
                        new EventBody.Egress("regretted.example.org", "deny", "run", null));
        egress.change(target(fresh), Egress.Change.DENY, List.of("own.example.org"));
        assertThat(egress.list(target(run)).lookup("own.example.org", 443))
                .as("the old run's rules are its own")
                .isPresent();
    }

    private Target.OfRun target(Run run) {
        return server.store.read(query -> new Target.OfRun(
                run,
                query.task(run.task()).orElseThrow(),
                query.project(run.project()).orElseThrow()));
    }

    @Test
    @Tag("T6")
    void aRunThatGoesOnHasNoOutcomeAnyMore() {
        Run run = server.start(project, "echo x > x.txt");
        Run finished = server.await(run.id(), "finished");
        server.runs.outcomes().record(run.id(), new EventBody.Outcome("landed", finished.commit(), "main"));
        assertThat(server.run(run.id()).outcome()).isEqualTo("landed");
        server.runs.say(run.id(), "echo y > y.txt");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.run(run.id()).change().files() == 2);
        server.await(run.id(), "finished");
        assertThat(server.run(run.id()).outcome()).isNull();
    }
}
