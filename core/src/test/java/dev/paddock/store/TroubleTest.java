package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Ids;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database can't be written for a while. */
@Tag("T7")
class TroubleTest {
    @TempDir
    private Path directory;

    @Test
    void anotherProgramsLockIsToldToPeopleAndWaitedOutForRuns() throws Exception {
        Path file = directory.resolve("paddock.db");
        String run = Ids.run();
        try (Store store = Store.open(file);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement lock = other.createStatement()) {
            Samples.insert(store, run);
            lock.execute("begin immediate");
            var first = store.submit(tx -> tx.append(run, new EventBody.Text("one", null)));
            var second = store.submit(tx -> tx.append(run, new EventBody.Text("two", null)));
            assertThatThrownBy(() -> store.change(tx -> tx.append(run, new EventBody.Text("lost", null))))
                    .isInstanceOfSatisfying(
                            PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXTERNAL))
                    .hasMessageContaining("another program holds")
                    .hasMessageContaining("nothing was changed");
            assertThat(first).isNotDone();
            List<Event> readable = store.read(query -> query.events(run, 0, 10));
            assertThat(readable).hasSize(1);
            lock.execute("rollback");
            first.get(30, TimeUnit.SECONDS);
            second.get(30, TimeUnit.SECONDS);
            store.insist(tx -> tx.append(run, new EventBody.Text("three", null)));
            List<Event> events = store.read(query -> query.events(run, 1, 10));
            assertThat(events)
                    .extracting(event -> ((EventBody.Text) event.body()).text())
                    .containsExactly("one", "two", "three");
            var verified = store.read(query -> query.verify(run));
            assertThat(verified.why()).isNull();
        }
    }
}
