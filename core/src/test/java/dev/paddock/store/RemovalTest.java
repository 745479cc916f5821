package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.task.EgressRule;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what is deleted no table keeps a word. */
@Tag("T14")
class RemovalTest {

    @TempDir
    private Path directory;

    @AutoClose
    private Store store;

    private final Project project = Samples.project();
    private final Task task = Samples.task(project.id());
    private final String run = Ids.run();
    private final String other = Ids.run();

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("paddock.db"));
        store.change(tx -> {
            tx.insert(project);
            tx.insert(task);
            tx.keepEgress(new EgressRule(EgressRule.Level.PROJECT, project.id(), false, "example.com:443"));
            for (String id : List.of(run, other)) {
                tx.insert(id, task, "claude", "agent/" + id, "waits");
                tx.say(id, "Fix it");
                tx.keepEgress(new EgressRule(EgressRule.Level.RUN, id, true, "example.com:443"));
                tx.append(id, asks());
            }
        });
    }

    private static EventBody.Permission asks() {
        return new EventBody.Permission(
                "p-1", null, "rm", null, null, null, null, null, List.of(), null, "hash", null, null, null, null);
    }

    /** The columns, as {@code table.column}, that hold a value, or where that is empty all that there are. */
    private Set<String> columns(String value) {
        return store.read(query -> {
            Set<String> found = new TreeSet<>();
            query.handle
                    .createQuery("select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c"
                            + " where m.type = 'table'")
                    .map((row, context) -> List.of(row.getString(1), row.getString(2)))
                    .forEach(column -> {
                        String name = column.getFirst() + "." + column.getLast();
                        long rows = value.isEmpty()
                                ? 1
                                : query.handle
                                        .createQuery("select count(*) from \"" + column.getFirst() + "\" where \""
                                                + column.getLast() + "\" = ?")
                                        .bind(0, value)
                                        .mapTo(Long.class)
                                        .one();
                        if (rows > 0) {
                            found.add(name);
                        }
                    });
            return found;
        });
    }

    @Test
    void nothingOfARunIsLeftAndAllOfTheOthersIs() {
        Set<String> names = columns(run);
        assertThat(names)
                .as("a table with a column for runs is filled above and emptied by the removal")
                .containsAll(columns("").stream()
                        .filter(column -> column.endsWith(".run"))
                        .toList())
                .contains("run.id", "egress.owner");
        store.change(tx -> tx.removeRun(run));
        assertThat(columns(run)).isEmpty();
        assertThat(columns(other)).isEqualTo(names);
        assertThat(columns(task.id())).isNotEmpty();
        store.change(tx -> tx.removeRun(other));
        assertThat(columns(task.id())).isEmpty();
        assertThat(columns(project.id())).isEqualTo(Set.of("egress.owner", "project.id"));
    }

    @Test
    void nothingOfAProjectIsLeft() {
        store.change(tx -> tx.removeProject(project.id()));
        for (String id : List.of(project.id(), task.id(), run, other)) {
            assertThat(columns(id)).isEmpty();
        }
    }
}
