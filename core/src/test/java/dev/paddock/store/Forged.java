package dev.paddock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A run's journal in a database, changed behind the store's back. */
record Forged(Path file, String run) {
    /** Runs statements that each change something; {@code RUN} stands for the run. */
    void sql(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement change = connection.createStatement()) {
            for (String statement : statements) {
                assertThat(change.executeUpdate(statement.replace("RUN", "'" + run + "'")))
                        .isPositive();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Rewrites the journal with a chain that is whole, as one could who knows how it is made. */
    void forge(UnaryOperator<List<String>> change) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            List<String> lines = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("select json from event where run = '" + run + "' order by seq")) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            List<String> forged = change.apply(lines);
            statement.execute("delete from event where run = '" + run + "'");
            byte[] hash = Chain.START;
            for (int i = 0; i < forged.size(); i++) {
                String json = forged.get(i).replaceFirst("\"seq\":\\d+", "\"seq\":" + (i + 1));
                hash = Chain.next(hash, json);
                try (PreparedStatement insert =
                        connection.prepareStatement("insert into event (run, seq, json, hash) values (?, ?, ?, ?)")) {
                    insert.setString(1, run);
                    insert.setLong(2, i + 1);
                    insert.setString(3, json);
                    insert.setBytes(4, hash);
                    insert.execute();
                }
            }
            try (PreparedStatement head =
                    connection.prepareStatement("update run set seq = ?, hash = ? where id = ?")) {
                head.setLong(1, forged.size());
                head.setBytes(2, hash);
                head.setString(3, run);
                head.execute();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Leaves out the events with this in them. */
    void without(String part) {
        forge(lines -> lines.stream().filter(line -> !line.contains(part)).toList());
    }

    /** Has the events with this in them twice. */
    void twice(String part) {
        forge(lines -> lines.stream()
                .flatMap(line -> line.contains(part) ? List.of(line, line).stream() : List.of(line).stream())
                .toList());
    }
}
