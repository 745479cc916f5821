package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server, and a person's clone of a repository that plants commands wherever git or Paddock might run them. After everything that is done with them here, nothing
 * planted has run outside, and the clone is what it was unless the person asked.
 */
final class HostileGround implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final Path directory;
    final Installation paddock;
    final Hostile hostile;
    final Witnessed person;
    final TreeSet<String> commands = new TreeSet<>();
    final TreeSet<String> endpoints = new TreeSet<>();

    HostileGround(Path directory) {
        this.directory = directory;
        paddock = new Installation(directory.resolve("home"));
        Path mark = directory.resolve("fired");
        hostile = new Hostile(mark);
        person = new Witnessed(Repository.create(directory.resolve("project")), mark);
        Repository repository = person.repository();
        // A set-up script is the repository's as well.
        Installation.write(
                repository.directory().resolve(".paddock/environment.yaml"),
                "setup: |\n  git init -q made && cd made\n"
                        + hostile.everything().indent(2)
                        + "  git config --global diff.external \"$M\"; echo 'touch /tmp/fired' >>~/.bashrc\n");
        repository.commit("Set up");
        // The person's own settings name programs by relative paths, as projects have them.
        repository.git("config", "core.hooksPath", "hooks");
        for (String program :
                List.of("filter.own.clean", "filter.own.smudge", "merge.own.driver", "diff.own.textconv")) {
            repository.git("config", program, "tools/evil");
        }
    }

    @Override
    public void close() {
        paddock.close();
    }

    /** A command in the person's clone that must leave it as it is; nothing planted runs. */
    Done unchanged(String... arguments) {
        Map<String, String> before = person.state();
        Done done = changing(arguments);
        assertThat(person.state()).as("the clone after " + List.of(arguments)).isEqualTo(before);
        return done;
    }

    Done changing(String... arguments) {
        String two = arguments.length > 1 ? arguments[0] + " " + arguments[1] : "";
        commands.add(Touching.COMMANDS.contains(two) ? two : arguments[0]);
        Done done = paddock.in(person.repository().directory(), arguments);
        person.assertQuiet(String.join(" ", arguments) + "\n" + done.out() + done.err());
        return done;
    }

    /** A request that must leave the person's clone as it is. */
    HttpResponse<String> call(String method, String path, String body) {
        endpoints.add(Touching.endpoint(method, path));
        Map<String, String> before = person.state();
        try {
            HttpResponse<String> response = paddock.api().send(method, path, body);
            person.assertQuiet(method + " " + path);
            assertThat(person.state()).as("the clone after " + path).isEqualTo(before);
            return response;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> ok(String method, String path, String body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(response::body).isBetween(200, 204);
        return response;
    }

    /** What it answers. */
    JsonNode told(String method, String path, String body) {
        return JSON.readTree(ok(method, path, body).body());
    }

    /** The id of what it made. */
    String made(String path, String body) {
        return told("POST", path, body).path("id").asString();
    }

    String run(String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", goal, "--agent", "shell", "--detach", "--json"));
        arguments.addAll(List.of(more));
        return unchanged(arguments.toArray(String[]::new)).ok().id();
    }

    String finished(String goal, String... more) {
        String run = run(goal, more);
        JsonNode ended = paddock.await(run, "finished", "failed");
        assertThat(ended.path("state").asString())
                .as(() -> ended + paddock.text(run))
                .isEqualTo("finished");
        person.assertQuiet("a run");
        return run;
    }

    Path of(String run) {
        return directory.resolve("home/runs").resolve(run);
    }

    /** Brings the person's clone back to a commit; git of the test's own, which runs nothing. */
    void reset(String commit) {
        Repository repository = person.repository();
        String[] quiet = {"-c", "core.hooksPath=/dev/null", "-c", "filter.own.clean=", "-c", "filter.own.smudge="};
        repository.git(joined(quiet, "reset", "-q", "--hard", commit));
        repository.git(joined(quiet, "clean", "-q", "-f", "-f", "-d"));
        person.assertQuiet("the test's own git");
    }

    private static String[] joined(String[] some, String... others) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(others));
        return all.toArray(String[]::new);
    }
}
