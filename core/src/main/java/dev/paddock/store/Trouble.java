package dev.paddock.store;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What keeps the database from being written for a while, and is no fault of what was to be written: a full disk, another program's lock. */
final class Trouble {
    private Trouble() {}

    /** What a failure is for a person: where the database can't be written, what to do. */
    static PaddockException explain(RuntimeException failure, Path file) {
        SQLiteErrorCode code = code(failure);
        String what = switch (code) {
            case SQLITE_FULL -> "the disk of " + file.getParent() + " is full; make room there";
            case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED ->
                "another program holds " + file + " locked; end it";
            default -> "the database " + file + " could not be written: " + failure.getMessage();
        };
        return new PaddockException(ErrorCode.EXTERNAL, what + "; nothing was changed, so try again", failure);
    }

    /** Whether the database itself failed, not the work that was to be done in it. */
    static boolean is(RuntimeException failure) {
        return switch (code(failure)) {
            case SQLITE_FULL, SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED, SQLITE_CANTOPEN, SQLITE_READONLY ->
                true;
            default -> code(failure).name().startsWith("SQLITE_IOERR");
        };
    }

    private static SQLiteErrorCode code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return SQLiteErrorCode.getErrorCode(sql.getErrorCode());
            }
        }
        return SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
