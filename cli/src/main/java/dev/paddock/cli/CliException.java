package dev.paddock.cli;

import org.jspecify.annotations.Nullable;

/** Why a command can't go on: a line that says what, one that says what to do next, and the exit code. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final @Nullable String next;

    CliException(int exitCode, String what, @Nullable String next) {
        this(exitCode, what, next, null);
    }

    CliException(int exitCode, String what, @Nullable String next, @Nullable Throwable cause) {
        super(what, cause);
        this.exitCode = exitCode;
        this.next = next;
    }

    int exitCode() {
        return exitCode;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String next() {
        return next;
    }
}
