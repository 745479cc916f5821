package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code ./paddock} runs, with a home of its own. Close it: the server it started is stopped with all its runs.
 */
final class Installation implements AutoCloseable {
    private static final Path DIST = Path.of("target", "paddock").toAbsolutePath();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    static final long PATIENCE_SECONDS = 120;

    private static boolean trained;
    private final Path home;
    private final LocalApi api;
    private final Map<String, String> environment = new HashMap<>();

    Installation(Path home) {
        assertThat(DIST.resolve("lib")).as("run `./verify`, which builds it").isDirectory();
        train();
        this.home = home;
        this.api = new LocalApi(home);
        environment.putAll(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("PADDOCK_") && !name.equals("PADDOCK_AGENTS"));
        environment.remove("ANTHROPIC_API_KEY");
        environment.put("PADDOCK_HOME", home.toString());
    }

    /** Makes the AOT caches, as `./paddock` does behind its build; once for a build. */
    static synchronized Path train() {
        if (!trained) {
            trained = true;
            String jdk = System.getProperty("java.home");
            Done.of(
                    Path.of("").toAbsolutePath(),
                    System.getenv(),
                    List.of(
                            "sh",
                            "-c",
                            ". src/main/sh/jdk.sh; is_jdk \"$1\" && sh src/main/sh/train.sh \"$2\" \"$1\" \"$runtime\"",
                            "sh",
                            jdk,
                            DIST.toString()));
        }
        return DIST;
    }

    Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path home() {
        return home;
    }

    LocalApi api() {
        return api;
    }

    /** Runs the command in a directory. */
    Done in(Path directory, String... arguments) {
        return in(directory, Path.of("/dev/null"), arguments);
    }

    /** Starts one run in a repository, and does not wait for it; its id. */
    String start(Path repository, String goal, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", goal, "--detach", "--json"));
        arguments.addAll(List.of(more));
        return in(repository, arguments.toArray(String[]::new)).ok().id();
    }

    /** Runs the command in a directory with a file for its standard input. */
    Done in(Path directory, Path input, String... arguments) {
        List<String> command = command();
        command.addAll(List.of(arguments));
        return Done.of(directory, environment, command, input);
    }

    /** The command as a shell takes it. */
    static String commandLine() {
        return command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** Runs a shell script in a directory, in which {@code paddock} is this installation's command. */
    Done shell(Path directory, String script) {
        Path bin = home.resolveSibling("bin");
        write(bin.resolve("paddock"), "#!/bin/sh\nexec " + commandLine() + " \"$@\"\n");
        assertThat(bin.resolve("paddock").toFile().setExecutable(true)).isTrue();
        Map<String, String> with = new HashMap<>(environment);
        with.put("PATH", bin + ":" + environment.get("PATH"));
        with.put("GIT_CONFIG_NOSYSTEM", "1");
        with.put("GIT_CONFIG_GLOBAL", "/dev/null");
        return Done.of(directory, with, List.of("sh", "-c", script), Path.of("/dev/null"));
    }

    private static List<String> command() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + DIST.resolve("options/command"),
                "-XX:AOTCache=" + DIST.resolve("aot/command.aot"),
                "-Dpaddock.dist=" + DIST,
                "-cp",
                classPath(),
                "dev.paddock.cli.Main"));
    }

    /** The jars that {@code ./paddock} gives the command, and no others. */
    private static String classPath() {
        try (Stream<Path> jars = Files.list(DIST.resolve("lib"))) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.matches(
                            ".*/(paddock-cli|paddock-picocli|jackson-(core|databind|annotations))-[0-9][^/]*"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Done paddock(String... arguments) {
        return in(Path.of("/"), arguments);
    }

    JsonNode show(String run) {
        return paddock("show", run, "--json").ok().json();
    }

    List<JsonNode> events(String run) {
        return paddock("logs", run, "--json").ok().lines();
    }

    /** The journal of a run that one agent process served, each event once and in order, though the server died meanwhile. */
    List<JsonNode> wholeEvents(String run) {
        List<JsonNode> events = events(run);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("seq").asLong()).isEqualTo(i + 1);
        }
        assertThat(events.stream().filter(event -> event.toString().contains("\"started\"")))
                .as("one agent process served the whole run")
                .hasSize(1);
        return events;
    }

    /** Events of one type. */
    List<JsonNode> events(String run, String type) {
        return of(type, events(run));
    }

    private static List<JsonNode> of(String type, List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asString().equals(type))
                .toList();
    }

    /** Waits until a run is in one of these states. */
    JsonNode await(String run, String... states) {
        return await(run, PATIENCE_SECONDS, states);
    }

    /** The same, for long work. */
    JsonNode await(String run, long seconds, String... states) {
        List<String> wanted = List.of(states);
        JsonNode[] last = new JsonNode[1];
        Awaitility.await("run " + run + " to be " + wanted)
                .atMost(seconds, TimeUnit.SECONDS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> {
                    last[0] = look(run);
                    return wanted.contains(last[0].path("state").asString());
                });
        return last[0];
    }

    /** The run as {@link #show} tells it; the command is asked where no server answers, since it starts one. */
    private JsonNode look(String run) {
        try {
            return JSON.readTree(api.get("/runs/" + run));
        } catch (IOException e) {
            return show(run);
        }
    }

    /** The run's events of a type, in the same way. */
    private List<JsonNode> lookAt(String run, String type) {
        try {
            return of(type, new Done(0, api.get("/runs/" + run + "/events"), "").lines());
        } catch (IOException e) {
            return events(run, type);
        }
    }

    /** Waits until the run's journal has an event of this type with this text in it. */
    void awaitEvent(String run, String type, String text) {
        Awaitility.await("an event " + type + " with " + text)
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> lookAt(run, type).stream()
                        .anyMatch(event -> event.toString().contains(text)));
    }

    /** Waits until the agent has said this, in however many pieces. */
    void awaitText(String run, String text) {
        Awaitility.await("the agent to say " + text)
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> text(lookAt(run, "text")).contains(text));
    }

    /** All that the agent said. */
    String text(String run) {
        return text(events(run, "text"));
    }

    private static String text(List<JsonNode> events) {
        return events.stream().map(event -> event.path("text").asString()).collect(Collectors.joining());
    }

    long serverPid() {
        return paddock("status", "--json")
                .ok()
                .json()
                .path("server")
                .path("pid")
                .asLong();
    }

    /** Installs Claude Code, once for all tests on the machine where PADDOCK_AGENTS says where. */
    Installation withClaude() {
        paddock("agent", "install", "claude").ok();
        return this;
    }

    @Override
    public void close() {
        paddock("down", "--stop-runs");
    }

    /** A file in a fresh git repository, for {@link Repository}. */
    static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
