package dev.paddock.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the build runs to train the command's AOT cache: commands that people wait for, one after the other against a server that is up, their output
 * thrown away.
 */
final class Training {
    private static final String[][] COMMANDS = {
        {"status"},
        {"status", "--json"},
        {"list"},
        {"list", "--json"},
        {"show", "nothing"},
        {"logs", "nothing", "--json"},
        {"project", "list"},
        {"agent", "list"},
        {"egress", "list"},
        {"nonsense"},
        {"--help"},
        {"run", "--help"},
        {"--version"},
        // By now it has measured its disk.
        {"status"},
    };

    private Training() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        for (String[] command : COMMANDS) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Caller caller = new Caller(
                    environment,
                    Path.of("").toAbsolutePath(),
                    new ByteArrayInputStream(new byte[0]),
                    nowhere,
                    nowhere,
                    Terminal.none());
            Main.run(caller, command);
        }
        // The real streams and terminal, which the ones above are not.
        Main.main(new String[] {"list"});
    }
}
