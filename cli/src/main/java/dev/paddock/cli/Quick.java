package dev.paddock.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Commands in their plainest form, which scripts and prompts call all the time: they are made here, since reading the annotations that describe a
 * command's options takes longer than such a command itself.
 */
final class Quick {
    private Quick() {}

    /** The command that these arguments mean, null if it is none of those. */
    static @Nullable Callable<Integer> find(Caller caller, String... args) {
        if (args.length > 0 && Completion.NAME.equals(args[0])) {
            return new Completion(caller, Completion.words(args));
        }
        return switch (String.join(" ", args)) {
            case "status" -> new StatusCommand(caller);
            case "status --json" -> json(new StatusCommand(caller));
            case "list" -> new ListCommand(caller);
            case "list --json" -> json(new ListCommand(caller));
            case "--version", "-V" ->
                () -> {
                    caller.out().println("paddock " + Version.current());
                    return ExitCode.OK;
                };
            default -> null;
        };
    }

    private static JsonCommand json(JsonCommand command) {
        command.json = true;
        return command;
    }
}
