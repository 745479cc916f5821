package dev.paddock.cli;

import org.jspecify.annotations.Nullable;

/** Every exit code of the command. {@code paddock exec} passes its program's code through instead. */
final class ExitCode {
    /** All went well; every run that was waited for finished. */
    static final int OK = 0;
    /** A run failed, or the answer to what was asked is "no": a broken journal, a missing prerequisite, failing tests. */
    static final int FAILED = 1;
    /** Wrong use: an option, an argument or a file that can't be what was meant. */
    static final int USAGE = 2;
    /** A run was cancelled. */
    static final int CANCELLED = 3;
    /** No server answers, or none could be started. */
    static final int UNREACHABLE = 4;
    /** Something is missing that must be there first: a program, a credential, an agent. */
    static final int PREREQUISITE = 5;
    /** What was named does not exist. */
    static final int NOT_FOUND = 6;
    /** The server refused: the state of the thing, a limit, or a rule does not allow it. */
    static final int REFUSED = 7;
    /** The server, or something it uses, failed. */
    static final int SERVER_FAILED = 8;
    /** {@code paddock exec} itself failed; every other code of it is the program's. */
    static final int EXEC_FAILED = 125;
    /** Ctrl-C. Runs go on. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** What a person does next where an error itself does not say; null where there is nothing to do. */
    static @Nullable String next(int code) {
        return switch (code) {
            case USAGE -> "The command's --help shows how it is used.";
            case UNREACHABLE -> "`paddock status` says whether a server is up, `paddock up` starts one.";
            case PREREQUISITE, FAILED -> "`paddock doctor` says whether something is missing on this machine.";
            case NOT_FOUND -> "`paddock list` shows tasks and runs, `paddock project list` the projects.";
            case REFUSED -> "`paddock show RUN` says what state a run is in.";
            case SERVER_FAILED -> "The server's log, in log/ below PADDOCK_HOME, says more.";
            case EXEC_FAILED -> "`paddock show RUN` says whether the run's sandbox is alive.";
            default -> null;
        };
    }
}
