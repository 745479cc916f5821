package dev.paddock.store;

import dev.paddock.event.EventJson;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.Author;
import dev.paddock.task.EgressRule;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Turns rows into records. */
final class Rows {
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private static final TypeReference<Map<String, String>> WORDS = new TypeReference<>() {};

    private Rows() {}

    static Project project(ResultSet row, StatementContext context) throws SQLException {
        return new Project(
                row.getString("id"),
                row.getString("name"),
                row.getString("path"),
                row.getString("url"),
                new Author(row.getString("author_name"), row.getString("author_email")),
                instant(row.getLong("added")));
    }

    static EgressRule egress(ResultSet row, StatementContext context) throws SQLException {
        return new EgressRule(
                EgressRule.Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                row.getString("owner"),
                "deny".equals(row.getString("verdict")),
                row.getString("rule"));
    }

    static Task task(ResultSet row, StatementContext context) throws SQLException {
        String name = row.getString("rehearsal_name");
        String script = row.getString("rehearsal_script");
        return new Task(
                row.getString("id"),
                row.getString("name"),
                row.getString("goal"),
                row.getString("project"),
                row.getString("base"),
                name == null && script == null ? null : new Task.Rehearsed(name, script),
                EventJson.mapper().readValue(row.getString("allow"), STRINGS),
                EventJson.mapper().readValue(row.getString("options"), TaskOptions.class),
                instant(row.getLong("created")));
    }

    static Run run(ResultSet row, StatementContext context) throws SQLException {
        return new Run(
                row.getString("id"),
                row.getString("task"),
                row.getString("project"),
                row.getString("agent"),
                row.getString("branch"),
                row.getString("base"),
                RunState.of(row.getString("state"), row.getString("waiting")),
                row.getString("reason"),
                row.getString("commit_id"),
                instant(row.getLong("created")),
                optionalInstant(row, "started"),
                optionalInstant(row, "ended"),
                row.getLong("seq"),
                new Run.Totals(
                        row.getLong("requests"),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("cache_write_tokens"),
                        row.getLong("cost_micros")),
                new Run.Change(row.getInt("files"), row.getInt("added"), row.getInt("removed")),
                row.getString("outcome"),
                optionalInstant(row, "freed"),
                optionalInstant(row, "archived"),
                row.getString("mode"),
                work(row),
                optionalInstant(row, "due"));
    }

    private static Run.Work work(ResultSet row) throws SQLException {
        return new Run.Work(
                Duration.of(row.getLong("worked"), ChronoUnit.MICROS),
                optionalInstant(row, "works_since"),
                row.getLong("turns"));
    }

    static Map<String, String> limits(ResultSet row, StatementContext context) throws SQLException {
        return EventJson.mapper().readValue(row.getString("limits"), WORDS);
    }

    static AgentPosition position(ResultSet row, StatementContext context) throws SQLException {
        return new AgentPosition(
                row.getInt("launch"),
                row.getString("conversation"),
                row.getString("session"),
                row.getLong("out_offset"),
                row.getLong("out_skipped"),
                row.getLong("in_offset"),
                row.getString("in_tail"));
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    }

    static @Nullable Instant optionalInstant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    }
}
