package dev.paddock.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Calls the command as a person in a directory would, and keeps what it printed. */
final class TestCaller {
    final Map<String, String> environment = new HashMap<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    byte[] in = new byte[0];
    Terminal terminal = Terminal.none();

    private final Path directory;

    TestCaller(Path directory) {
        this.directory = directory;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
    }

    TestCaller of(TestServer server) {
        environment.put("PADDOCK_URL", server.url());
        environment.put("PADDOCK_TOKEN", TestServer.TOKEN);
        return this;
    }

    Path directory() {
        return directory;
    }

    /** What was printed so far is forgotten. */
    TestCaller fresh() {
        out.reset();
        err.reset();
        return this;
    }

    int run(String... args) {
        return Main.run(caller(), args);
    }

    Caller caller() {
        return new Caller(
                environment,
                directory,
                new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    String git(String... arguments) {
        return new Git(caller(), directory).must(arguments);
    }

    /** Makes the directory a repository with one commit, which is returned. */
    String repository() {
        git("init", "-q", "-b", "main");
        git("config", "user.name", "Ann Example");
        git("config", "user.email", "ann@example.org");
        git("commit", "-q", "--allow-empty", "-m", "first");
        return git("rev-parse", "HEAD");
    }
}
