package dev.paddock.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gets secrets from a person: from the terminal without echo, from standard input, or from a variable; never from an argument. */
final class SecretReader {
    private final Caller caller;

    SecretReader(Caller caller) {
        this.caller = caller;
    }

    /**
     * Reads one.
     *
     * @param label what the person is asked for
     * @param variable name of the variable that holds it; null to ask
     */
    String read(String label, @Nullable String variable) throws IOException {
        if (variable != null) {
            return variable(variable);
        }
        Console console = caller.terminal().in() ? System.console() : null;
        String secret;
        if (console == null) {
            String line = new BufferedReader(new InputStreamReader(caller.in(), StandardCharsets.UTF_8)).readLine();
            secret = line == null ? "" : line.strip();
        } else {
            char[] typed = console.readPassword("%s (not shown): ", Sanitiser.line(label));
            secret = typed == null ? "" : new String(typed).strip();
        }
        if (secret.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "no credential was given", "Enter it when asked, or give it on standard input.");
        }
        return secret;
    }

    private String variable(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            // Perhaps the secret itself: it is not repeated.
            throw new CliException(
                    ExitCode.USAGE,
                    "that is not the name of a variable",
                    "A credential is never an argument: other users of this machine could read it.");
        }
        String value = caller.variable(name);
        if (value == null) {
            throw new CliException(ExitCode.USAGE, "the variable " + Sanitiser.line(name) + " is not set", null);
        }
        return value.strip();
    }
}
