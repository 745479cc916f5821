package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens connections to the database file and brings its schema up to date. */
final class Database {
    /** The newest migration; Flyway is loaded only when the file is behind it, which saves most of a second at every start. */
    private static final int SCHEMA = 10;

    static {
        // JDBI announces an event to the JVM's flight recorder where it finds one, which sets the recorder up: 0.2 s of
        // the server's start. One that was asked for when the JVM started is up already and stays.
        System.setProperty("jfr.unsupported.vm", "true");
    }

    private final SQLiteDataSource source;
    private final SQLiteDataSource reader;

    Database(Path file) {
        SQLiteConfig config = config();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        migrate(file);
        SQLiteConfig reading = config();
        reading.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        reader = new SQLiteDataSource(reading);
        reader.setUrl("jdbc:sqlite:" + file);
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(5_000);
        config.enforceForeignKeys(true);
        return config;
    }

    /** A connection of its own for the writer. */
    Handle connect() {
        return connect(source);
    }

    /** A connection of its own for one reading thread; it can't write. */
    Handle connectReader() {
        Handle handle = connect(reader);
        handle.execute("pragma query_only = true");
        return handle;
    }

    private static Handle connect(SQLiteDataSource source) {
        try {
            return Jdbi.open(source.getConnection());
        } catch (SQLException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "can't open the database: " + e.getMessage(), e);
        }
    }

    private void migrate(Path file) {
        try (Handle handle = connect()) {
            int version = handle.createQuery("pragma user_version")
                    .mapTo(Integer.class)
                    .one();
            if (version == SCHEMA) {
                return;
            }
            if (version > SCHEMA) {
                throw new PaddockException(
                        ErrorCode.CONFLICT,
                        file + " was written by a newer Paddock (schema " + version + ", this one knows " + SCHEMA
                                + "); update Paddock");
            }
        }
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:dev/paddock/store/migration")
                .load()
                .migrate();
        try (Handle handle = connect()) {
            handle.execute("pragma user_version = " + SCHEMA);
        }
    }
}
