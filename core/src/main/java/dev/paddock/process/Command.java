package dev.paddock.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program to run to its end.
 *
 * @param arguments program and arguments; never a shell line
 * @param environment the whole environment: nothing is inherited
 * @param directory working directory, null for {@code /}
 * @param input what its standard input gets
 * @param timeout after it the whole tree is killed
 * @param maxOutput bytes kept of each output stream; more is drained and dropped
 */
public record Command(
        List<String> arguments,
        Map<String, String> environment,
        @Nullable Path directory,
        byte[] input,
        Duration timeout,
        int maxOutput) {
    private static final Map<String, String> CLEAN =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG", "C.UTF-8");

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** With a clean environment, no input, 30 s and 1 MiB. */
    public static Command of(String... arguments) {
        return of(List.of(arguments));
    }

    public static Command of(List<String> arguments) {
        return new Command(arguments, CLEAN, null, new byte[0], Duration.ofSeconds(30), 1 << 20);
    }

    /** What a program needs of an environment at least: where programs are, and the language. */
    public static Map<String, String> cleanEnvironment() {
        return CLEAN;
    }

    public Command in(Path directory) {
        return new Command(arguments, environment, directory, input, timeout, maxOutput);
    }

    public Command environment(Map<String, String> environment) {
        return new Command(arguments, environment, directory, input, timeout, maxOutput);
    }

    public Command input(byte[] input) {
        return new Command(arguments, environment, directory, input, timeout, maxOutput);
    }

    public Command timeout(Duration timeout) {
        return new Command(arguments, environment, directory, input, timeout, maxOutput);
    }

    public Command maxOutput(int maxOutput) {
        return new Command(arguments, environment, directory, input, timeout, maxOutput);
    }
}
