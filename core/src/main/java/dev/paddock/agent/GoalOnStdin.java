package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Gives a plain command its goal on standard input, with an end of file, which the server's own file never has. */
final class GoalOnStdin {
    static final String VARIABLE = "PADDOCK_GOAL";
    /** The command's exit code is the pipe's. A command that reads nothing leaves printf a closed pipe, which is no failure. */
    private static final String SCRIPT = "{ printf '%s\\n' \"$" + VARIABLE + "\" 2>/dev/null || :; } | \"$@\"";

    private GoalOnStdin() {}

    static List<String> wrap(List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    static void check(String goal, int maxBytes) {
        if (goal.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the goal is longer than " + maxBytes + " bytes, which no command line takes");
        }
    }
}
