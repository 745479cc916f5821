package dev.paddock.store;

import dev.paddock.task.Cleaning;
import dev.paddock.task.Upkeep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What decides how long things are kept, and what of them went. Confined to one unit of change or reading. */
final class Keeping {
    private static final String SELECT =
            "select r.id, t.name, r.project, r.agent, r.branch, r.base, r.ended, r.outcome, r.commit_id, r.freed,"
                    + " r.archived, r.uncollected from run r join task t on t.id = r.task";

    private final Handle handle;

    Keeping(Handle handle) {
        this.handle = handle;
    }

    List<Upkeep> all() {
        return handle.createQuery(SELECT + " order by r.ended is null, r.ended, r.number")
                .map(Keeping::row)
                .list();
    }

    Optional<Upkeep> of(String run) {
        return handle.createQuery(SELECT + " where r.id = ?")
                .bind(0, run)
                .map(Keeping::row)
                .findOne();
    }

    boolean startsFrom(String project, String commit) {
        return handle.createQuery(
                                "select count(*) from run where state in"
                                        + " ('queued', 'preparing', 'running', 'waiting', 'collecting') and project = ? and base = ?")
                        .bind(0, project)
                        .bind(1, commit)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    List<String> over(String project, String commit) {
        return handle.createQuery(
                        "select id from run where project = ? and base = ? and freed is null and ended is not null")
                .bind(0, project)
                .bind(1, commit)
                .mapTo(String.class)
                .list();
    }

    Optional<Cleaning> last() {
        return handle.createQuery("select * from cleaning order by number desc limit 1")
                .map((row, context) -> new Cleaning(
                        Rows.instant(row.getLong("at")),
                        row.getString("cause"),
                        row.getInt("removed"),
                        row.getInt("failed"),
                        row.getLong("bytes")))
                .findOne();
    }

    void freed(String run, Instant now) {
        int unsaid = handle.execute("delete from message where run = ?", run);
        handle.execute(
                "update run set freed = ?, uncollected = 0, said = said - ? where id = ?",
                Rows.micros(now),
                unsaid,
                run);
    }

    void archived(String run, Instant now) {
        handle.execute("update run set archived = ? where id = ?", Rows.micros(now), run);
    }

    void cleaned(Cleaning done) {
        handle.createUpdate("insert into cleaning (at, cause, removed, failed, bytes)"
                        + " values (:at, :cause, :removed, :failed, :bytes)")
                .bind("at", Rows.micros(done.at()))
                .bind("cause", done.cause())
                .bind("removed", done.removed())
                .bind("failed", done.failed())
                .bind("bytes", done.bytes())
                .execute();
        handle.execute("delete from cleaning where number <= (select max(number) - 100 from cleaning)");
    }

    private static Upkeep row(ResultSet row, StatementContext context) throws SQLException {
        return new Upkeep(
                row.getString("id"),
                row.getString("name"),
                row.getString("project"),
                row.getString("agent"),
                row.getString("branch"),
                row.getString("base"),
                Rows.optionalInstant(row, "ended"),
                row.getString("outcome"),
                row.getString("commit_id"),
                Rows.optionalInstant(row, "freed"),
                Rows.optionalInstant(row, "archived"),
                row.getBoolean("uncollected"));
    }
}
