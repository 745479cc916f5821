package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("C5")
class StoreTest {
    private static final Instant NOW = Samples.NOW;

    @TempDir
    private Path directory;

    @AutoClose
    private Store store;

    private final Project project = Samples.project();
    private final Task task = new Task(
            Ids.task(),
            "fix",
            "Fix it",
            project.id(),
            "0".repeat(40),
            null,
            List.of("example.com:443"),
            new TaskOptions("ask", List.of("codex"), Map.of("openai", "work"), Map.of("A", "b"), null),
            NOW);
    private final String run = Ids.run();

    @BeforeEach
    void open() {
        store = Store.open(file());
        store.change(tx -> {
            tx.insert(project);
            tx.insert(task);
            tx.insert(run, task, "claude", "agent/fix-1", "waits");
        });
    }

    private Path file() {
        return directory.resolve("paddock.db");
    }

    private List<Event> events() {
        return store.read(query -> query.events(run, 0, 100));
    }

    private Audit.Verified verify() {
        return store.read(query -> query.verify(run));
    }

    private RunState state() {
        return store.read(query -> query.run(run)).orElseThrow().state();
    }

    private void text(String text) {
        store.change(tx -> tx.append(run, new EventBody.Text(text, null)));
    }

    @Test
    void givesBackWhatWasPutIn() {
        var byName = store.read(query -> query.project("shop"));
        assertThat(byName).contains(project);
        var byPath = store.read(query -> query.project("/tmp/shop"));
        assertThat(byPath).contains(project);
        var keptTask = store.read(query -> query.task(task.id()));
        assertThat(keptTask).contains(task);
        Run kept = store.read(query -> query.run(run)).orElseThrow();
        assertThat(kept.state()).isEqualTo(new RunState.Queued());
        assertThat(kept.branch()).isEqualTo("agent/fix-1");
        var byTask = store.read(query -> query.find("fix"));
        assertThat(byTask).extracting(Run::id).containsExactly(run);
        var byAgent = store.read(query -> query.find("fix/claude"));
        assertThat(byAgent).extracting(Run::id).containsExactly(run);
        var byOtherAgent = store.read(query -> query.find("fix/codex"));
        assertThat(byOtherAgent).isEmpty();
        var byBeginning = store.read(query -> query.find(run.substring(0, 6)));
        assertThat(byBeginning).extracting(Run::id).containsExactly(run);
    }

    @Test
    void listsTasksByPageProjectAndStateWhetherFewOrManyAreInIt() {
        List<String> many = new ArrayList<>(List.of(task.id()));
        Project other = new Project(Ids.project(), "other", "/tmp/other", null, project.author(), NOW);
        store.change(tx -> {
            tx.insert(other);
            for (int i = 0; i < 2_100; i++) {
                Project of = i % 2 == 0 ? other : project;
                Task one = new Task(
                        Ids.task(), "t" + i, "Do it", of.id(), task.base(), null, List.of(), TaskOptions.NONE, NOW);
                String id = Ids.run();
                tx.insert(one);
                tx.insert(id, one, "claude", "agent/t-" + i, "waits");
                many.addFirst(one.id());
                if (i == 7) {
                    tx.become(id, new RunState.Cancelled(), "stopped");
                }
            }
        });
        assertThat(tasks("", "", "", 3)).isEqualTo(many.subList(0, 3));
        assertThat(tasks(many.get(2), "", "", 3)).isEqualTo(many.subList(3, 6));
        assertThat(tasks("", other.id(), "", 2)).containsExactly(many.get(1), many.get(3));
        String cancelled = many.get(2_100 - 8);
        assertThat(tasks("", "", "cancelled", 10)).containsExactly(cancelled);
        assertThat(tasks("", other.id(), "cancelled", 10)).isEmpty();
        assertThat(tasks(many.get(2_099), "", "queued", 10)).containsExactly(task.id());
        assertThat(tasks("", "", "live", 2_200)).hasSize(2_100).doesNotContain(cancelled);
        Map<String, List<Run>> runs = store.read(query -> query.runsOfTasks(many.subList(0, 2)));
        assertThat(runs).containsOnlyKeys(many.subList(0, 2));
    }

    private List<String> tasks(String before, String of, String state, int limit) {
        return store.read(query -> query.tasks(before, of, state, limit)).stream()
                .map(Task::id)
                .toList();
    }

    @Test
    void numbersEventsWithoutGapsAndChainsThem() {
        text("one");
        text("two");
        assertThat(events()).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        assertThat(events().get(2).body()).isEqualTo(new EventBody.Text("two", null));
        assertThat(verify().ok()).isTrue();
    }

    @Test
    void noticesAChangedEvent() throws SQLException {
        text("one");
        text("two");
        store.close();
        sql("update event set json = replace(json, 'one', 'won') where seq = 2");
        store = Store.open(file());
        assertThat(verify().ok()).isFalse();
        assertThat(verify().broken()).isEqualTo(2);
    }

    @Test
    void noticesACutTail() throws SQLException {
        text("one");
        text("two");
        store.close();
        sql("delete from event where seq = 3");
        store = Store.open(file());
        assertThat(verify().ok()).isFalse();
        assertThat(verify().broken()).isEqualTo(3);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isEqualTo(1);
        }
    }

    @Test
    @Tag("T4")
    void refusesAStepThatNoStateAllowsAndChangesNothing() {
        assertThatThrownBy(() -> store.change(tx -> {
                    tx.append(run, new EventBody.Text("lost", null));
                    tx.become(run, new RunState.Finished(), "at once");
                }))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(state()).isEqualTo(new RunState.Queued());
        assertThat(events()).hasSize(1);
    }

    @Test
    void aFailedChangeLeavesOthersOfItsGroupAlone() {
        var good = store.submit(tx -> tx.append(run, new EventBody.Text("kept", null)));
        var bad = store.submit(tx -> {
            tx.append(run, new EventBody.Text("gone", null));
            throw new IllegalStateException("no");
        });
        good.join();
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalStateException.class);
        text("next");
        assertThat(events()).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        assertThat(verify().ok()).isTrue();
    }

    @Test
    @Tag("T7")
    void everythingIsThereAfterReopening() {
        AgentPosition position = new AgentPosition(2, "{}", "s-1", 10, 3, 20, "tail\n");
        store.change(tx -> {
            tx.become(run, new RunState.Preparing(), "soon");
            tx.append(run, new EventBody.Agent("started", null, null));
            tx.append(run, new EventBody.Agent("started", null, null));
            tx.position(run, position);
            tx.say(run, "hello");
        });
        store.close();
        store = Store.open(file());
        var keptPosition = store.read(query -> query.position(run));
        assertThat(keptPosition).isEqualTo(position);
        var messages = store.read(query -> query.messages(run));
        assertThat(messages).extracting(Query.Message::text).containsExactly("hello");
        var preparing = store.read(query -> query.runsIn(Set.of("preparing")));
        assertThat(preparing).extracting(Run::id).containsExactly(run);
        assertThat(verify().ok()).isTrue();
    }

    @Test
    @Tag("C2")
    void manyWritersAndAFollowerSeeEachEventOnceAndInOrder() throws Exception {
        int writers = 8;
        int each = 50;
        long start = store.journal().last();
        List<Long> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> follower = threads.submit(() -> {
                long place = start;
                while (seen.size() < writers * each && store.journal().await(place, Duration.ofSeconds(20))) {
                    Journal.Batch batch = store.journal().read(Set.of(run), place, 100);
                    batch.events().forEach(event -> seen.add(event.seq()));
                    place = batch.next();
                }
                return null;
            });
            for (int w = 0; w < writers; w++) {
                threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        text("x");
                    }
                });
            }
            follower.get();
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(2, 1 + writers * each).boxed().toList());
    }

    @Test
    @Tag("C2")
    void aReaderFarBehindGetsOldEventsFromTheDatabase() {
        for (int i = 0; i < 5_000; i++) {
            var _ = store.submit(tx -> tx.append(run, new EventBody.Text("x", null)));
        }
        text("last");
        long place = 0;
        List<Long> seen = new ArrayList<>();
        while (place < store.journal().last()) {
            Journal.Batch batch = store.journal().read(Set.of(), place, 700);
            batch.events().forEach(event -> seen.add(event.seq()));
            place = batch.next();
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 5_002).boxed().toList());
    }

    @Test
    void refusesADatabaseOfANewerPaddock() throws SQLException {
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement change = connection.createStatement()) {
            change.execute("pragma user_version = 99");
        }
        assertThatThrownBy(() -> Store.open(file()))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("newer Paddock");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement change = connection.createStatement()) {
            change.execute("pragma user_version = 1");
        }
        store = Store.open(file());
    }
}
