package dev.paddock.cli;

import java.io.IOException;
import java.util.Locale;

/** Asks before what can't be taken back. */
final class Confirmation {
    private Confirmation() {}

    /**
     * Asks on standard error, and reads a line.
     *
     * @param yes the answer was given on the command line
     * @throws CliException USAGE where nobody can be asked, CANCELLED where the answer is not yes
     */
    static void ask(Caller caller, String question, boolean yes) {
        if (yes) {
            return;
        }
        if (!caller.terminal().in()) {
            throw new CliException(ExitCode.USAGE, "nobody is there to ask", "--yes says that you mean it.");
        }
        caller.err().print(question + " [y/N] ");
        caller.err().flush();
        String answer;
        try {
            answer = new LineReader(caller.in(), 1_000).next();
        } catch (IOException e) {
            answer = null;
        }
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new CliException(ExitCode.CANCELLED, "nothing was done", null);
        }
    }
}
