package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.store.Store;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue as the scheduler drains it; runs are only said to be at work. */
@Tag("T2")
class QueueTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final MachineLoad IDLE = new MachineLoad(64L << 30, 0, 0, 8);

    @TempDir
    private Path directory;

    @AutoClose
    private Store store;

    private final Map<String, Run> working = new ConcurrentHashMap<>();
    private final List<Run> started = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger roomAsked = new AtomicInteger();
    private volatile MachineLoad machine = IDLE;
    private volatile @Nullable String refusal;

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("paddock.db"));
    }

    private Scheduler scheduler(int most) {
        return new Scheduler(
                store,
                new Room(most, 1L << 30, 16, () -> Optional.ofNullable(refusal), () -> machine),
                working::values,
                run -> {
                    working.put(run.id(), run);
                    started.add(run);
                },
                roomAsked::incrementAndGet);
    }

    private List<String> queue(String project, int count) {
        String id = Ids.project();
        Task task = new Task(Ids.task(), project, "Do it", id, "0".repeat(40), null, List.of(), TaskOptions.NONE, NOW);
        List<String> runs = new ArrayList<>();
        store.change(tx -> {
            tx.insert(new Project(id, project, "/tmp/" + project, null, TestingServer.AUTHOR, NOW));
            tx.insert(task);
            for (int i = 0; i < count; i++) {
                String run = Ids.run();
                tx.insert(run, task, "shell", "agent/" + project + "-" + i, "waits for a place");
                runs.add(run);
            }
        });
        return runs;
    }

    private void end(Scheduler scheduler, Run run) {
        store.change(tx -> tx.become(run.id(), new RunState.Failed(), "done"));
        working.remove(run.id());
        scheduler.wake();
    }

    private void awaitStarted(int count) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> started.size() >= count);
    }

    @Test
    void athousandQueuedRunsSurviveAndDrainInOrderAndFairly() {
        List<String> many = queue("many", 1_000);
        List<String> few = queue("few", 10);
        store.close();
        store = Store.open(directory.resolve("paddock.db"));
        try (Scheduler scheduler = scheduler(4)) {
            scheduler.begin();
            for (int i = 0; i < 1_010; i++) {
                awaitStarted(i + 1);
                end(scheduler, started.get(i));
            }
        }
        assertThat(started).extracting(Run::id).doesNotHaveDuplicates().hasSize(1_010);
        assertThat(started)
                .filteredOn(run -> many.contains(run.id()))
                .extracting(Run::id)
                .isEqualTo(many);
        assertThat(started.subList(0, 24).stream().filter(run -> few.contains(run.id())))
                .as("the small project is served beside the large one")
                .extracting(Run::id)
                .containsExactlyElementsOf(few);
    }

    @Test
    void projectsTakeTurnsWhereThereIsOnePlaceOnly() {
        queue("first", 3);
        queue("second", 3);
        try (Scheduler scheduler = scheduler(1)) {
            scheduler.begin();
            for (int i = 0; i < 6; i++) {
                awaitStarted(i + 1);
                end(scheduler, started.get(i));
            }
        }
        List<String> projects = started.stream().map(Run::project).toList();
        for (int i = 1; i < 6; i++) {
            assertThat(projects.get(i)).isNotEqualTo(projects.get(i - 1));
        }
    }

    @Test
    void tellsThePlaceAsProjectsTakeTurns() {
        List<String> first = queue("first", 3);
        List<String> second = queue("second", 1);
        Map<String, Integer> places = store.read(query -> query.queue().places(1_000));
        assertThat(places.values()).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(places.get(first.get(1))).isEqualTo(3);
        assertThat(places.get(first.get(2))).isEqualTo(4);
        assertThat(places.get(second.getFirst()))
                .as("behind the older one of the same turn")
                .isEqualTo(2);
        assertThat(store.<Map<String, Integer>>read(query -> query.queue().places(1)))
                .hasSize(2);
    }

    @Test
    void whatWaitsForItsTimeHoldsUpNobody() {
        List<String> runs = queue("first", 2);
        store.change(tx -> {
            tx.become(runs.getFirst(), new RunState.Preparing(), "soon");
            tx.retry(runs.getFirst(), tx.now().plusMillis(700), "the disk is full");
        });
        assertThat(store.read(query -> query.run(runs.getFirst())).orElseThrow().due())
                .isNotNull();
        try (Scheduler scheduler = scheduler(4)) {
            scheduler.begin();
            awaitStarted(2);
        }
        assertThat(started).extracting(Run::id).containsExactly(runs.get(1), runs.get(0));
        assertThat(store.read(query -> query.run(runs.getFirst())).orElseThrow().due())
                .isNull();
        var queued = store.read(query -> query.events(runs.getFirst(), 0, 100))
                .get(2)
                .body();
        assertThat(((EventBody.State) queued).until()).isNotNull();
    }

    @Test
    void startsNoMoreThanTheMachineTakesAndSaysWhy() {
        queue("first", 9);
        machine = new MachineLoad((1L << 30) + (300L << 20), 0, 0, 8);
        try (Scheduler scheduler = scheduler(8)) {
            scheduler.begin();
            awaitStarted(2);
            Awaitility.await().until(() -> scheduler.lack().startsWith("memory: 1.3 GiB available, 1.0 GiB kept free"));
            assertThat(started).hasSize(2);
            assertThat(roomAsked.get()).as("a warm agent is asked to go").isPositive();
            machine = IDLE;
            refusal = "the disk is full";
            scheduler.wake();
            Awaitility.await().until(() -> scheduler.lack().equals("disk: the disk is full"));
            assertThat(started).hasSize(2);
            refusal = null;
            scheduler.wake();
            awaitStarted(8);
            Awaitility.await().until(() -> scheduler.lack().equals("a place: 8 of 8 runs are at work"));
            machine = new MachineLoad(64L << 30, 0, 200, 2);
            end(scheduler, started.getFirst());
            Awaitility.await().until(() -> scheduler.lack().startsWith("cores: a load of 200 on 2"));
            assertThat(started).hasSize(8);
        }
    }

    @Test
    void readsTheRealMachine() {
        MachineLoad now = MachineLoad.now();
        assertThat(now.availableBytes()).isBetween(1L << 20, 1L << 50);
        assertThat(now.cores()).isPositive();
        assertThat(now.load()).isNotNegative();
        assertThat(new Room(4, 1L << 50, 16, Optional::empty)
                        .places(0, 0, Duration.ZERO)
                        .free())
                .as("one run always may")
                .isEqualTo(1);
    }
}
