package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.Ids;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody, or a defect, could do to a journal, and that it is seen. */
@Tag("C5")
@Tag("T7")
class AuditTest {
    private static final String RUN = Ids.run();
    private static final String OTHER = Ids.run();

    @TempDir
    private static Path directory;

    private Forged journal;

    @AutoClose
    private Store store;

    @BeforeAll
    static void fill() {
        try (Store store = Store.open(directory.resolve("whole.db"))) {
            fill(store);
        }
    }

    private static void fill(Store store) {
        Samples.insert(store, RUN, OTHER);
        store.change(tx -> {
            tx.say(RUN, "Fix it");
            tx.become(RUN, new RunState.Preparing(), "soon");
        });
        store.change(tx -> {
            tx.append(RUN, new EventBody.Agent("started", null, null));
            tx.position(RUN, new AgentPosition(1, "{}", null, 0, 0, 0, ""));
            tx.become(RUN, new RunState.Running(), "now");
            tx.append(RUN, new EventBody.Prompt("Fix it"));
            tx.given(tx.messages(RUN).getFirst());
            tx.append(RUN, new EventBody.Text("I look.", "m1"));
            tx.append(RUN, tool("c1", "in_progress"));
            tx.append(RUN, permission("1-1", null));
            tx.become(RUN, new RunState.Waiting(RunState.WaitingFor.APPROVAL), "ls");
        });
        store.change(tx -> {
            tx.append(RUN, permission("1-1", "approved"));
            tx.become(RUN, new RunState.Running(), "nothing waits");
            tx.append(RUN, tool("c1", "completed"));
            tx.use(RUN, new EventBody.Usage("anthropic", "m", 10, 20, 30, 40, true, 200, 5, 77L, null));
            tx.choose(RUN, PermissionMode.ASK);
            tx.say(RUN, "and more");
            tx.collect(RUN, RunState.Kind.FINISHED, "done");
            tx.collected(RUN, new EventBody.Collected("1".repeat(40), "agent/fix-1", 1, 2, 3, List.of()));
            tx.become(RUN, new RunState.Finished(), "done");
            tx.outcome(RUN, new EventBody.Outcome("landed", "2".repeat(40), "main"));
        });
    }

    @BeforeEach
    void open(@TempDir Path own) throws IOException {
        Path file = Files.copy(directory.resolve("whole.db"), own.resolve("paddock.db"));
        journal = new Forged(file, RUN);
        store = Store.open(file);
    }

    private static EventBody.Tool tool(String id, String status) {
        return new EventBody.Tool(id, "ls", "execute", status, null, null, null, null);
    }

    private static EventBody.Permission permission(String id, @Nullable String decision) {
        String by = decision == null ? null : "person";
        return new EventBody.Permission(
                id, null, "ls", null, null, null, null, null, List.of(), null, "h", decision, null, by, null);
    }

    private void assertBroken(String why) {
        var verified = store.read(query -> query.verify(RUN));
        assertThat(verified.ok()).isFalse();
        assertThat(verified.why()).contains(why);
        Audit.Report report = Audit.of(store, Duration.ofMinutes(1));
        assertThat(report.ok()).isFalse();
        assertThat(report.broken()).hasSize(1).first().satisfies(broken -> {
            assertThat(broken.run()).isEqualTo(RUN);
            assertThat(broken.seq()).isEqualTo(verified.broken()).isPositive();
        });
    }

    @Test
    void aWholeJournalIsWhole() {
        Audit.Report report = Audit.of(store, Duration.ofMinutes(1));
        assertThat(report.broken()).isEmpty();
        assertThat(report.runs()).isEqualTo(2);
        assertThat(report.of()).isEqualTo(2);
        assertThat(report.events()).isEqualTo(19);
        journal.forge(lines -> lines);
        assertThat(Audit.of(store, Duration.ofMinutes(1)).ok()).isTrue();
        assertThat(Audit.of(store, Duration.ZERO).runs()).isZero();
    }

    @Test
    void aChangedEvent() {
        journal.sql(
                "update event set json = replace(json, 'I look.', 'I lied.') where run = RUN and json like '%I look.%'");
        assertBroken("hash");
    }

    @Test
    void aRemovedEvent() {
        journal.sql("delete from event where run = RUN and json like '%I look.%'");
        assertBroken("missing");
    }

    @Test
    void aRemovedEnd() {
        journal.sql("delete from event where run = RUN and seq = (select seq from run where id = RUN)");
        assertBroken("not with the run's last event");
    }

    @Test
    void anAddedEvent() {
        journal.sql(
                "insert into event (run, seq, json, hash) select run, seq + 1, json, hash from event where run = RUN"
                        + " and seq = (select seq from run where id = RUN)");
        assertBroken("hash");
    }

    @Test
    void eventsThatChangedPlaces() {
        journal.sql(
                "update event set seq = -1 where run = RUN and seq = 6",
                "update event set seq = 6 where run = RUN and seq = 7",
                "update event set seq = 7 where run = RUN and seq = -1");
        assertBroken("hash");
    }

    @Test
    void anEventOfAnotherRun() {
        journal.forge(lines -> lines.stream()
                .map(line -> line.contains("I look.") ? line.replace(RUN, OTHER) : line)
                .toList());
        assertBroken(OTHER);
    }

    @Test
    void anEventThatIsNone() {
        journal.forge(lines -> lines.stream()
                .map(line -> line.contains("I look.") ? line.replace("\"time\":\"", "\"time\":\"?") : line)
                .toList());
        assertBroken("can't be read");
    }

    @Test
    void aStepThatNoStateAllows() {
        journal.forge(lines -> lines.stream()
                .map(line -> line.replace("\"state\":\"waiting\"", "\"state\":\"finished\""))
                .toList());
        assertBroken("can't go from running to finished");
    }

    @Test
    void aMessageGivenWhileNobodyWorked() {
        journal.without("\"state\":\"running\",\"reason\":\"now\"");
        assertBroken("a message was given to the agent while the run was preparing");
    }

    @Test
    void aMessageGivenTwice() {
        journal.twice("\"type\":\"prompt\"");
        assertBroken("2 messages were put in line, but 2 were given");
    }

    @Test
    void aMessageThatWasLost() {
        journal.sql("delete from message where run = RUN");
        assertBroken("2 messages were put in line");
    }

    @Test
    void aRequestDecidedTwice() {
        journal.twice("\"decision\":\"approved\"");
        assertBroken("decided twice");
    }

    @Test
    void aRequestAskedTwice() {
        journal.forge(lines -> {
            List<String> forged = new ArrayList<>(lines);
            String asked = lines.stream()
                    .filter(line -> line.contains("\"permission\"") && !line.contains("\"decision\""))
                    .findFirst()
                    .orElseThrow();
            int decided = lines.indexOf(lines.stream()
                    .filter(line -> line.contains("\"decision\""))
                    .findFirst()
                    .orElseThrow());
            forged.add(decided + 1, asked);
            return forged;
        });
        assertBroken("asked twice");
    }

    @Test
    void aRequestThatNobodyDecided() {
        journal.without("\"decision\":\"approved\"");
        assertBroken("1-1 still waited");
    }

    @Test
    void aToolCallLeftOpen() {
        journal.without("\"status\":\"completed\"");
        assertBroken("c1 was not told ended");
    }

    @Test
    void aRowThatSaysAnotherState() {
        journal.sql("update run set state = 'failed' where id = RUN");
        assertBroken("state failed, its events finished");
    }

    @Test
    void aRowThatSaysAnotherReason() {
        journal.sql("update run set reason = 'because' where id = RUN");
        assertBroken("because");
    }

    @Test
    void aRowThatSaysAnotherUsage() {
        journal.sql("update run set cost_micros = 0 where id = RUN");
        assertBroken("usage");
    }

    @Test
    void aRowThatSaysAnotherOutcome() {
        journal.sql("update run set outcome = 'discarded' where id = RUN");
        assertBroken("outcome");
    }

    @Test
    void aRowThatSaysAnotherMode() {
        journal.sql("update run set mode = 'bypass' where id = RUN");
        assertBroken("mode bypass, its events ask");
    }

    @Test
    void aRowThatSaysAnotherCommit() {
        journal.sql("update run set files = 5 where id = RUN");
        assertBroken("commit");
    }

    @Test
    void aRequestThatWaitsThoughNobodyAsked() {
        journal.sql(
                "insert into approval (run, id, hash, title, kind, seq, asked) values (RUN, '1-9', 'h', 'rm', '', 3, 1)");
        assertBroken("1-9");
    }
}
