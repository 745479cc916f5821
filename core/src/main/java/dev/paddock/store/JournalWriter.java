package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Appends events to journals. Its statements are prepared once for the writer's connection: of what an event costs, preparing them was a third. Confined to the
 * writer's thread; close it before the connection.
 */
final class JournalWriter implements AutoCloseable {
    private final PreparedStatement head;
    private final PreparedStatement insert;
    private final PreparedStatement grow;

    /** Where a journal ends. */
    private record Head(long seq, byte[] hash, String project) {}

    JournalWriter(Connection connection) {
        try {
            head = connection.prepareStatement("select seq, hash, project from run where id = ?");
            insert = connection.prepareStatement(
                    "insert into event (run, seq, json, hash) values (?, ?, ?, ?) returning id");
            grow = connection.prepareStatement("update run set seq = ?, hash = ? where id = ?");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Appends an event.
     *
     * @throws PaddockException NOT_FOUND if there is no such run
     */
    Event append(String run, EventBody said, Instant now, Redaction redaction) {
        try {
            Head last = head(run);
            EventBody body = Redacted.body(redaction, last.project(), said);
            long seq = last.seq() + 1;
            String json = EventJson.write(run, seq, now, body);
            byte[] hash = Chain.next(last.hash(), json);
            long id = insert(run, seq, json, hash);
            grow.setLong(1, seq);
            grow.setBytes(2, hash);
            grow.setString(3, run);
            grow.executeUpdate();
            return new Event(id, run, seq, now, body, json);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Head head(String run) throws SQLException {
        head.setString(1, run);
        try (ResultSet row = head.executeQuery()) {
            if (!row.next()) {
                throw new PaddockException(ErrorCode.NOT_FOUND, "there is no run " + run);
            }
            return new Head(row.getLong(1), row.getBytes(2), row.getString(3));
        }
    }

    private long insert(String run, long seq, String json, byte[] hash) throws SQLException {
        insert.setString(1, run);
        insert.setLong(2, seq);
        insert.setString(3, json);
        insert.setBytes(4, hash);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        try (grow;
                insert;
                head) {
            // Each is closed, whatever the others do.
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static PaddockException failed(SQLException e) {
        return new PaddockException(ErrorCode.INTERNAL, "the journal can't be written: " + e.getMessage(), e);
    }
}
