package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
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
