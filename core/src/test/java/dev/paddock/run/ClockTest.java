package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose clock is set by an hour, forward and back, while real runs are at work, parked and to be tried again. */
@Tag("T7")
class ClockTest extends OneServer {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final TestingModel model = new TestingModel();
    private final SetClock clock = new SetClock();

    private static final class SetClock implements InstantSource {
        private volatile Duration by = Duration.ZERO; // set by the test, read by all

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }
    }

    @Override
    TestingServer open() {
        Patience patience = new Patience(
                Duration.ofSeconds(2), 4, Duration.ofSeconds(1), Duration.ofHours(24), Duration.ofHours(6));
        return new TestingServer(root, Duration.ofMinutes(30), patience, model, clock);
    }

    @AfterEach
    void cut() {
        model.cut();
    }

    private String start(String goal, Map<String, String> limits) {
        TaskOptions options = new TaskOptions(null, List.of(), Map.of(), Map.of(), null, limits);
        return server.runs
                .start(new NewTask(goal, null, project, null, List.of(), null, List.of(), options, Map.of()))
                .runs()
                .getFirst()
                .id();
    }

    private Run parked(String what) {
        Run run = server.runs
                .start(NewTask.of("begin", project, List.of(TestingModel.AGENT)))
                .runs()
                .getFirst();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> what.equals(server.run(run.id()).state().waiting()));
        return server.run(run.id());
    }

    private List<Event> events(String run) {
        return server.store.read(query -> query.events(run, 0, 100_000));
    }

    /** Waits until it was seen running; it may be over by then. */
    private void awaitRunning(String run) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> events(run).stream()
                        .anyMatch(event -> event.body() instanceof EventBody.State state
                                && state.state().equals("running")));
    }

    private void awaitTicks(String run, int more) {
        long before = server.text(run).lines().count();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.text(run).lines().count() >= before + more);
    }

    @Test
    @Tag("T8")
    @Tag("T10")
    void noDeadlineComesSoonerOrIsLostNoEventIsOutOfOrderAndNobodyIsEnded() throws IOException {
        TestingModel.describe(root);
        String warm = start("echo warm", Map.of());
        server.await(warm, "finished");
        String ticking =
                start("i=0; until [ -e go ]; do i=$((i+1)); echo tick $i; sleep 0.1; done", Map.of("time", "10m"));
        awaitTicks(ticking, 3);
        Process session = server.runs.exec(ticking, List.of("sleep", "600"), null);
        model.open();
        model.refuse(HOUR.plusSeconds(2));
        Run limited = parked("quota");
        Instant lifted = Objects.requireNonNull(limited.due());
        assertThat(lifted).isAfter(clock.instant().plus(HOUR.minusMinutes(2)));
        model.refuse(null);
        long began = System.nanoTime();
        String timed = start("sleep 600", Map.of("time", LIMIT.toSeconds() + "s"));
        String silent = start("sleep 600", Map.of("idle", LIMIT.toSeconds() + "s"));
        awaitRunning(timed);
        awaitRunning(silent);

        clock.by = HOUR;

        server.await(limited.id(), "finished");
        Instant resumed = events(limited.id()).stream()
                .filter(event -> event.body() instanceof EventBody.Prompt)
                .reduce((a, b) -> b)
                .orElseThrow()
                .time();
        assertThat(resumed).as("when its vendor said").isAfterOrEqualTo(lifted);
        awaitTicks(ticking, 3);

        clock.by = Duration.ZERO;
        awaitTicks(ticking, 3);
        model.cut();
        Run offline = parked("network");
        clock.by = HOUR.negated();
        awaitTicks(ticking, 3);
        model.open();

        server.await(offline.id(), "finished");
        assertThat(server.await(timed, "failed").reason()).contains("running for its limit");
        assertThat(server.await(silent, "failed").reason()).contains("said nothing");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as("no sooner").isGreaterThan(LIMIT);
        assertThat(server.run(timed).work().done()).isBetween(LIMIT.minusMillis(100), LIMIT.plusMinutes(5));
        assertThat(server.runs.alive(warm)).as("kept warm").isTrue();
        assertThat(session.isAlive()).isTrue();
        session.destroy();
        assertThat(server.run(ticking).work().at(clock.instant()))
                .as("its own time")
                .isBetween(Duration.ZERO, Duration.ofMinutes(8));
        server.runs.exec(ticking, List.of("touch", "go"), null);
        server.await(ticking, "finished");
        List<String> ticks = server.text(ticking).lines().toList();
        assertThat(ticks)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, ticks.size())
                        .mapToObj(i -> "tick " + i)
                        .toList());
        for (String run : List.of(warm, ticking, limited.id(), timed, silent, offline.id())) {
            assertThat(events(run)).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
            assertThat(server.store.<Boolean>read(query -> query.verify(run).ok()))
                    .isTrue();
            assertThat(events(run).stream()
                            .filter(event -> event.body() instanceof EventBody.Agent agent
                                    && agent.what().equals("started")))
                    .as("one agent")
                    .hasSize(1);
        }
    }

    @Test
    @Tag("T4")
    void whatIsToBeTriedAgainIsTriedInTimeOnAServerWhereNothingElseHappens() throws IOException {
        Path runs = Objects.requireNonNull(server.home.run("x").getParent());
        Files.writeString(runs, "");
        server.store.written(event -> {
            if (event.body() instanceof EventBody.State state && state.until() != null) {
                clock.by = HOUR.negated();
                assertThat(runs.toFile().delete()).isTrue();
            }
        });

        Run run = server.start(project, "echo done");

        server.await(run.id(), "finished");
        assertThat(server.text(run.id())).isEqualTo("done\n");
    }
}
