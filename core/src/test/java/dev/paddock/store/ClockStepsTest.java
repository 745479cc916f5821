package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.task.Author;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.WaitingFor;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T7")
class ClockStepsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    @Test
    void tellsAStepFromTimeThatPassesAndFromDrift() {
        ClockSteps clock = new ClockSteps(NOW, 7);
        long nanos = 7 + HOUR.toNanos();
        assertThat(clock.step(NOW.plus(HOUR).plusSeconds(2), nanos)).isZero();
        assertThat(clock.step(NOW.plus(HOUR).plus(HOUR), nanos)).isEqualTo(HOUR);
        assertThat(clock.step(NOW, nanos)).isEqualTo(HOUR.negated());
        clock.settle(NOW, nanos);
        assertThat(clock.step(NOW, nanos)).isZero();
    }

    @Test
    void movesWhatMeansASpan() {
        Instant soon = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        try (Store store = Store.open(directory.resolve("paddock.db"))) {
            store.change(tx -> {
                tx.insert(new Project("p", "p", "/p", null, new Author("Ada", "ada@example.com"), NOW));
                Task task = new Task("t", "t", "goal", "p", "0".repeat(40), null, List.of(), TaskOptions.NONE, NOW);
                tx.insert(task);
                for (String run : List.of("works", "retried", "offline", "limited")) {
                    tx.insert(run, task, "shell", "agent/" + run, "waits");
                    tx.become(run, new RunState.Preparing(), "");
                }
                for (String run : List.of("works", "offline", "limited")) {
                    tx.become(run, new RunState.Running(), "");
                }
                tx.retry("retried", soon, "");
                tx.park("offline", WaitingFor.NETWORK, soon, "", true);
                tx.park("limited", WaitingFor.QUOTA, soon, "", true);
            });
            Instant before = since(store);
            Instant parked = parked(store);
            move(HOUR);
            assertThat(parked(store)).isEqualTo(parked.plus(HOUR));
            assertThat(since(store)).isEqualTo(before.plus(HOUR));
            assertThat(due(store, "retried")).isEqualTo(soon);
            move(HOUR.negated());
            assertThat(since(store)).isEqualTo(before);
            assertThat(due(store, "retried")).isEqualTo(soon.minus(HOUR));
            assertThat(due(store, "offline")).isEqualTo(soon.minus(HOUR));
            assertThat(due(store, "limited")).isEqualTo(soon);
        }
    }

    private void move(Duration step) {
        try (Handle handle = new Database(directory.resolve("paddock.db")).connect()) {
            ClockSteps.move(handle, step);
        }
    }

    private static Run run(Store store, String id) {
        return store.read(query -> query.run(id)).orElseThrow();
    }

    private static Instant since(Store store) {
        return Objects.requireNonNull(run(store, "works").work().since());
    }

    private static Instant parked(Store store) {
        return Objects.requireNonNull(
                store.read(query -> query.queue().tries("offline")).since());
    }

    private static Instant due(Store store, String id) {
        return Objects.requireNonNull(run(store, id).due());
    }
}
