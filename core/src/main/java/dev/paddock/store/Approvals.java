package dev.paddock.store;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Approval;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The permission requests that wait for a person: a projection of {@link EventBody.Permission} events. Confined to one unit of change or reading. */
record Approvals(Handle handle) {
    /** Takes what an event says of a request. */
    void project(Event event, EventBody.Permission told) {
        if (told.id() == null || told.hash() == null) {
            return;
        }
        if (told.decision() != null) {
            handle.execute("delete from approval where run = ? and id = ?", event.run(), told.id());
            return;
        }
        handle.createUpdate("insert into approval (run, id, hash, title, kind, seq, asked)"
                        + " values (:run, :id, :hash, :title, :kind, :seq, :asked)")
                .bind("run", event.run())
                .bind("id", told.id())
                .bind("hash", told.hash())
                .bind("title", told.title())
                .bind("kind", told.kind() == null ? "" : told.kind())
                .bind("seq", event.seq())
                .bind("asked", Rows.micros(event.time()))
                .execute();
    }

    List<Approval> all() {
        return handle.createQuery("select * from approval order by asked, seq")
                .map(Approvals::row)
                .list();
    }

    List<Approval> of(String run) {
        return handle.createQuery("select * from approval where run = ? order by seq")
                .bind(0, run)
                .map(Approvals::row)
                .list();
    }

    /** The events that tell that nobody is there any more to take an answer, for all requests of the run that wait. */
    List<EventBody.Permission> voids(String run, String reason) {
        return of(run).stream()
                .map(left -> new EventBody.Permission(
                        left.id(),
                        null,
                        left.title(),
                        left.kind().isEmpty() ? null : left.kind(),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        left.hash(),
                        "void",
                        "cancelled",
                        "paddock",
                        reason))
                .toList();
    }

    private static Approval row(ResultSet row, StatementContext context) throws SQLException {
        return new Approval(
                row.getString("run"),
                row.getString("id"),
                row.getString("hash"),
                row.getString("title"),
                row.getString("kind"),
                row.getLong("seq"),
                Instant.EPOCH.plus(row.getLong("asked"), ChronoUnit.MICROS));
    }
}
