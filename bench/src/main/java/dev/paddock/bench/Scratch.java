package dev.paddock.bench;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A temporary directory that goes with all that is in it. For one thread. */
record Scratch(Path directory) implements AutoCloseable {
    private static final Map<String, String> PERSON = Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin",
            "HOME", "/nonexistent",
            "LC_ALL", "C.UTF-8",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_AUTHOR_NAME", "Person",
            "GIT_AUTHOR_EMAIL", "person@example.org",
            "GIT_COMMITTER_NAME", "Person",
            "GIT_COMMITTER_EMAIL", "person@example.org");

    static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("paddock-bench-"));
    }

    /** Runs a script as a person would, with git set up; its output. */
    static String sh(Path directory, String script) {
        return Processes.run(Command.of("sh", "-euc", script)
                        .environment(PERSON)
                        .in(directory)
                        .timeout(Duration.ofMinutes(5)))
                .orThrow("a script of the benchmark")
                .text()
                .strip();
    }

    /** Makes a git repository {@code name} with 100 small files in each of so many directories. */
    Path repository(String name, int directories) {
        sh(directory, "git init -q -b main " + name);
        Path repository = directory.resolve(name);
        sh(repository, """
                { echo 'commit refs/heads/main'
                  echo 'committer Person <person@example.org> 1700000000 +0000'
                  printf 'data 5\\nfirst\\n'
                  awk -v directories=%d 'BEGIN {
                    for (d = 1; d <= directories; d++) for (f = 1; f <= 100; f++) {
                      text = "line one of " f "\\nline two of package " d "\\n"
                      printf "M 100644 inline src/p%%d/f%%d.txt\\ndata %%d\\n%%s\\n", d, f, length(text), text
                    }
                  }'
                } | git fast-import --quiet
                git reset -q --hard main""".formatted(directories));
        return repository;
    }

    @Override
    public void close() {
        // Overlay leaves directories of mode 000.
        Processes.run(Command.of("chmod", "-R", "u+rwx", directory.toString()).timeout(Duration.ofMinutes(5)));
        Processes.run(Command.of("rm", "-rf", directory.toString()).timeout(Duration.ofMinutes(5)))
                .orThrow("cleaning up");
    }
}
