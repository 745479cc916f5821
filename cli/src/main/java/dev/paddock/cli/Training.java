package dev.paddock.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the build runs to train the AOT caches of the command, and the server's with them: commands that people wait for, one after the other against a server
 * that is up, their output thrown away. A cache is set up whole at each start, whatever is needed of it, so those of {@link Quick} have a small one of their own.
 * Arguments: {@code quick} or {@code all}; a clone to start tasks in, which a machine may refuse: then what belongs to runs is not trained.
 */
final class Training {
    private static final String[][] QUICK = {
        {"status"},
        {"status", "--json"},
        {"list"},
        {"list", "--json"},
        {"--version"},
        // By now it has measured its disk.
        {"status"},
    };

    private static final String[][] ALL = {
        {"run", "--agent", "shell", "--name", "trained", "echo trained >>file"},
        {"show", "trained"},
        {"logs", "trained"},
        {"diff", "trained"},
        {"run", "--agent", "shell", "--name", "again", "--json", "true"},
        {"run", "--agent", "shell", "--name", "told", "for i in $(seq 200); do echo $i; sleep 0.02; done"},
        {"show", "nothing"},
        {"logs", "nothing", "--json"},
        {"list", "--live"},
        {Completion.NAME, "show", ""},
        {"project", "list"},
        {"agent", "list"},
        {"egress", "list"},
        {"doctor"},
        {"cleanup", "--dry-run"},
        {"nonsense"},
        {"--help"},
        {"run", "--help"},
    };

    private Training() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        for (String[] command : "quick".equals(arguments[0]) ? QUICK : ALL) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Caller caller = new Caller(
                    environment,
                    Path.of(arguments[1]).toAbsolutePath(),
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
