package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that want more than they may have. */
@Tag("T8")
class RunLimitsTest extends OneServer {
    private static final Duration WARM = Duration.ofMinutes(5);

    private final Cgroups cgroups = Cgroups.find();

    @Override
    TestingServer open() {
        return new TestingServer(root, 8, WARM, 0, RunLimits.standard(), cgroups);
    }

    private String start(String goal, String... limits) {
        Map<String, String> chosen = new java.util.HashMap<>();
        for (int i = 0; i < limits.length; i += 2) {
            chosen.put(limits[i], limits[i + 1]);
        }
        TaskOptions options = new TaskOptions(null, List.of(), Map.of(), Map.of(), null, chosen);
        return server.runs
                .start(new NewTask(goal, null, project, null, List.of(), null, List.of(), options, Map.of()))
                .runs()
                .getFirst()
                .id();
    }

    private List<EventBody.Limit> told(String run) {
        return server.store.read(query -> query.events(run, 0, 1_000)).stream()
                .map(Event::body)
                .filter(EventBody.Limit.class::isInstance)
                .map(EventBody.Limit.class::cast)
                .toList();
    }

    /** Waits for the end by a limit, which the journal and the reason tell in the same words, once; the work is kept. */
    private Run ended(String run, String limit, String words) {
        Run failed = server.await(run, "failed");
        assertThat(told(run)).singleElement().satisfies(told -> {
            assertThat(told.limit()).isEqualTo(limit);
            assertThat(told.ends()).isTrue();
            assertThat(told.text()).contains(words);
            assertThat(failed.reason()).isEqualTo(told.text() + "; " + told.advice());
        });
        assertThat(failed.change().files()).as("the work is kept").isPositive();
        assertThat(server.runs.alive(run)).isFalse();
        return failed;
    }

    @Test
    void aRunEndsAfterItsTimeAndGoesOnWithMore() {
        String run = start("test -e kept && exit 0; echo x > kept; sleep 600", "time", "1s");
        Run failed = ended(run, "time", "running for its limit of 1s");
        assertThat(failed.reason()).contains("paddock restart " + run + " --from-failure --limit time=2s");
        assertThatThrownBy(() -> server.runs.restarts().fromFailure(run, Map.of()))
                .isInstanceOfSatisfying(PaddockException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.detail()).contains("--limit time=2s");
                });
        server.runs.restarts().fromFailure(run, Map.of("time", "1h"));
        server.await(run, "finished");
        assertThat(server.runs.limits(run).time()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anAgentThatSaysNothingIsEndedAndOneThatTalksIsNot() {
        String silent = start("echo x > kept; sleep 600", "idle", "2s");
        String talking = start("for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.5; done", "idle", "2s");
        ended(silent, "idle", "said nothing and asked no model for 2s");
        assertThat(server.await(talking, "finished").work().done()).isGreaterThan(Duration.ofSeconds(3));
        assertThat(told(talking)).isEmpty();
        server.runs.restarts().fromFailure(silent, Map.of("idle", "none"));
        server.await(silent, "running");
    }

    @Test
    @Tag("T7")
    void theTimeUsedOutlivesTheServerAndNeitherQueueNorDeadSandboxCount() {
        String run = start("for i in $(seq 600); do echo tick $i; sleep 0.1; done", "time", "1h");
        awaitText(run, "tick 12");
        next();
        awaitText(run, "tick 20");
        Duration ticked = between(run, "tick 1\n", "tick 20\n");
        assertThat(ticked).isGreaterThan(Duration.ofSeconds(1));
        assertThat(server.run(run).work().at(java.time.Instant.now())).isGreaterThan(ticked);
        assertThat(server.runs.limits(run).time()).isEqualTo(Duration.ofHours(1));

        // The sandbox ends unseen; what passes until the next server comes is nobody's time.
        server.close();
        server.sweep();
        server = open();
        Run failed = server.await(run, "failed");
        Event last = server.store.read(query -> query.events(run, 0, 10_000)).stream()
                .filter(event -> event.body() instanceof EventBody.Text)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(failed.started()).isNotNull();
        assertThat(failed.work().done())
                .isLessThanOrEqualTo(Duration.between(java.util.Objects.requireNonNull(failed.started()), last.time()));
    }

    private Duration between(String run, String first, String second) {
        @Nullable Event from = null;
        for (Event event : server.store.read(query -> query.events(run, 0, 10_000))) {
            if (event.body() instanceof EventBody.Text text) {
                if (from == null && text.text().contains(first)) {
                    from = event;
                }
                if (from != null && text.text().contains(second)) {
                    return Duration.between(from.time(), event.time());
                }
            }
        }
        throw new AssertionError("not said");
    }

    @Test
    @Tag("S6")
    @Tag("attack-87")
    void aRunThatFillsTheDiskIsEndedEvenWhereItHides() {
        String bytes = start(
                "echo x > kept; mkdir ~/h; head -c 96M /dev/zero > ~/h/big; chmod 000 ~/h; sleep 600", "disk", "32m");
        String files = start("echo x > kept; mkdir ~/d; cd ~/d; touch $(seq 2000); sleep 600", "files", "500");
        ended(bytes, "disk", "more than 32m of disk");
        ended(files, "files", "more than 500 files");
    }

    @Test
    @Tag("S6")
    @Tag("attack-85")
    @Tag("attack-86")
    void memoryAndProcessesAreToldOnceEachAndEndNothing() {
        String run = start(
                "for i in 1 2 3; do python3 -c \"x = b'x' * (512 << 20)\"; done 2>/dev/null; "
                        + "bash -c 'for i in 1 2; do (for j in $(seq 90); do sleep 3 & done) 2>/dev/null; sleep 2; done'; echo x > kept",
                "memory",
                "128m",
                "processes",
                "60");
        Run finished = server.await(run, "finished");
        assertThat(finished.change().files()).isEqualTo(1);
        List<String> told = told(run).stream().map(EventBody.Limit::limit).toList();
        if (cgroups.complete()) {
            assertThat(told).containsExactlyInAnyOrder("memory", "processes");
        } else {
            // Only control groups limit the memory of several processes together; `paddock doctor` says so.
            assertThat(told).containsExactly("processes");
        }
        assertThat(told(run)).noneMatch(EventBody.Limit::ends);
    }

    @Test
    @Tag("S6")
    void aRunThatIsHeldBackByItsCoresIsToldOnceAndGoesOn() {
        server.close();
        // So little of both that a busy machine gives it more.
        server = new TestingServer(root, 8, WARM, 0, RunLimits.standard(), cgroups.heldBack(Duration.ofMillis(200)));
        String held = start(
                "(while :; do :; done) & until [ -e go ]; do sleep 0.1; done; echo I go on; sleep 600", "cpus", "0.1");
        String quiet = start("until [ -e go ]; do sleep 0.1; done; echo I go on; sleep 600");
        if (cgroups.complete()) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> !told(held).isEmpty());
            assertThat(told(held).getFirst()).satisfies(told -> {
                assertThat(told.limit()).isEqualTo("cpus");
                assertThat(told.value()).isEqualTo("0.1");
                assertThat(told.ends()).isFalse();
                assertThat(told.text()).isEqualTo("its processes wanted more than 0.1 cores and were held back");
                assertThat(told.advice()).contains("--limit cpus=0.2", "paddock config set limits.cpus 0.2");
            });
        }
        for (String run : List.of(held, quiet)) {
            server.await(run, "running");
            server.runs.exec(run, List.of("touch", "go"), null);
            awaitText(run, "I go on");
        }
        // Only control groups hold back the processes of a run together.
        assertThat(told(held)).as("once").hasSize(cgroups.complete() ? 1 : 0);
        assertThat(told(quiet)).isEmpty();
    }

    @Test
    void aLimitThatCanNotBeIsRefusedAtOnce() {
        assertThatThrownBy(() -> start("true", "time", "soon"))
                .hasMessageContaining("the limit time must be a time, as in 30s, 5m or 2h, or none, not \"soon\"");
        assertThatThrownBy(() -> start("true", "tme", "1h")).hasMessageContaining("there are time, turns, idle");
    }

    private void awaitText(String run, String text) {
        Awaitility.await("text " + text)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.text(run).contains(text));
    }
}
