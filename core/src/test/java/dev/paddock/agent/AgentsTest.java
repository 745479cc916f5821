package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {
    /** The agents that ship, at the repository's root. */
    private static final Path SHIPPED = Path.of("..", "agents").toAbsolutePath().normalize();

    @TempDir
    Path root;

    private Home home = new Home(Path.of("/"), Path.of("/"));

    @BeforeEach
    void name() {
        home = new Home(root.resolve("home"), root.resolve("run"));
    }

    @Test
    @Tag("A1")
    void shipsAgentsPinnedByHashes() throws IOException {
        Agents agents = agents(SHIPPED);
        assertThat(agents.list())
                .extracting(agent -> agent.file().name())
                .containsExactly("claude", "codex", "gemini", "shell");
        assertThat(agents.list())
                .filteredOn(agent -> agent.version() != null)
                .extracting(Agents.Agent::version)
                .containsExactly("0.100.0", "2.6.0", "0.61.0");
        for (String name : List.of("claude", "codex", "gemini")) {
            AgentFile file = agents.get(name);
            assertThat(file.modes()).containsOnlyKeys(AgentFile.MODES);
            assertThat(agents.installed(name)).isFalse();
            assertThat(Files.readString(SHIPPED.resolve(name + "/package-lock.json")))
                    .doesNotContain("\"resolved\"");
        }
    }

    @Test
    @Tag("A1")
    void refusesALockFileWithAPackageWithoutHash() throws IOException {
        Path pinned = Files.createDirectories(home.agentFiles().resolve("loose"));
        Files.writeString(pinned.resolve("package.json"), "{}");
        Files.writeString(pinned.resolve("package-lock.json"), """
                {"packages": {"": {"dependencies": {"a": "1.0.0"}}, "node_modules/a": {"version": "1.0.0"}}}
                """);
        assertThatThrownBy(() -> agents(SHIPPED).add("""
                        name: loose
                        protocol: acp
                        command: [x]
                        install: {npm: {lock: loose/package-lock.json}}
                        """, null, null))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("node_modules/a without an integrity hash");
    }

    @Test
    @Tag("A1")
    void saysHowToInstallWhatIsMissing() {
        Agents agents = agents(SHIPPED);
        assertThatThrownBy(() -> agents.launch(agents.get("claude"), List.of(), "x"))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("paddock agent install claude");
    }

    @Test
    @Tag("A2")
    void launchesAPlainCommandWithItsGoalAsArgumentAndInput() throws IOException {
        Agents agents = agents(SHIPPED);
        String goal = "printf '%s|' \"$HTTP_PROXY\"; cat; echo '{{agent}}' \"$(echo 'a  b')\"; exit 3";
        AgentLaunch launch = agents.launch(agents.get("shell"), List.of(), goal);
        Outcome outcome = Processes.run(new Command(
                launch.command(),
                withPath(launch.environment()),
                Files.createDirectories(root),
                new byte[0],
                Duration.ofSeconds(30),
                1 << 20));
        assertThat(outcome.text()).isEqualTo("http://127.0.0.1:3128|" + goal + "\n{{agent}} a  b\n");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    @Tag("A2")
    void keepsTheExitCodeOfACommandThatReadsNothing() {
        Agents agents = agents(SHIPPED);
        AgentLaunch launch = agents.launch(agents.get("shell"), List.of(), "exec 0<&-; true #" + "x".repeat(100_000));
        assertThat(Processes.run(Command.of(launch.command()).environment(withPath(launch.environment())))
                        .exitCode())
                .isZero();
    }

    @Test
    @Tag("A2")
    void prefersTheUsersFileOfTheSameName() {
        Agents agents = agents(SHIPPED);
        agents.add("name: shell\nprotocol: command\ncommand: [cat]\n", null, null);
        assertThat(agents.get("shell").command()).containsExactly("cat");
        assertThat(agents.list()).extracting(agent -> agent.file().name()).containsOnlyOnce("shell");
        assertThat(home.agentFiles().resolve("shell.yaml")).exists();
    }

    @Test
    @Tag("A2")
    void leavesOutABrokenFileAndNamesItWhenAsked() throws IOException {
        Agents agents = agents(SHIPPED);
        Files.createDirectories(home.agentFiles());
        Files.writeString(home.agentFiles().resolve("broken.yaml"), "name: broken\nprotocol: morse\n");
        assertThat(agents.list()).extracting(agent -> agent.file().name()).doesNotContain("broken");
        assertThatThrownBy(() -> agents.get("broken")).hasMessageContaining("broken.yaml: protocol");
        assertThatThrownBy(() -> agents.get("../shell")).hasMessageContaining("there is no agent");
    }

    @Test
    @Tag("A1")
    void installsOnceFromTheLockFileAndRefusesOtherBytes() throws IOException {
        Path shipped = packaged("1.2.3");
        Agents agents = agents(shipped);
        assertThat(agents.installed("tiny")).isFalse();

        List<CompletableFuture<Void>> both = new ArrayList<>();
        List<String> messages = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 2; i++) {
            both.add(CompletableFuture.runAsync(
                    () -> agents.install("tiny", messages::add),
                    task -> Thread.ofPlatform().start(task)));
        }
        both.forEach(CompletableFuture::join);
        assertThat(agents.installed("tiny")).isTrue();
        assertThat(messages).containsOnlyOnce("installed agent tiny 1.2.3");

        AgentLaunch launch = agents.launch(agents.get("tiny"), List.of(), "");
        assertThat(launch.command()).containsExactly("node", "/opt/agents/tiny/node_modules/dep/index.js");
        assertThat(launch.environment())
                .containsEntry("ANTHROPIC_BASE_URL", "http://127.0.0.1:3128/model/anthropic")
                .containsEntry("ANTHROPIC_API_KEY", "paddock-placeholder")
                .containsKey("PATH");
        Bind program = launch.binds().getLast();
        assertThat(program.target()).isEqualTo("/opt/agents/tiny");
        assertThat(program.source().resolve("node_modules/dep/index.js")).exists();
        assertThat(program.source().resolve("node_modules/dep/ran")).doesNotExist();

        Path before = Files.createDirectories(program.source().resolveSibling("1.0.0-before/bin"))
                .getParent();
        assertThat(agents.old().all()).extracting(OldPrograms.Old::directory).containsExactly(before);
        OldPrograms.Old old = agents.old().all().getFirst();
        assertThat(agents.old().remove(old, () -> false)).as("a run has it").isFalse();
        assertThat(before).isDirectory();
        assertThat(agents.old().remove(old, () -> true)).isTrue();
        assertThat(before).doesNotExist();
        assertThat(agents.installed("tiny")).isTrue();

        Files.writeString(shipped.resolve("dep.tgz"), "other bytes");
        Home other = new Home(root.resolve("other"), root.resolve("run"));
        Agents fresh = new Agents(shipped, other, environment());
        assertThatThrownBy(() -> fresh.install("tiny", message -> {}))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("npm");
        assertThat(fresh.installed("tiny")).isFalse();
        try (var left = Files.list(other.agents().resolve("tiny"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly(".lock");
        }
    }

    @Test
    @Tag("A1")
    void sharesInstalledProgramsBetweenHomes() throws IOException {
        Path shipped = packaged("2.0.0");
        Map<String, String> environment = new java.util.HashMap<>(environment());
        environment.put("PADDOCK_AGENTS", root.resolve("shared").toString());
        new Agents(shipped, home, environment).install("tiny", message -> {});
        assertThat(new Agents(shipped, new Home(root.resolve("b"), root), environment).installed("tiny"))
                .isTrue();
        assertThat(root.resolve("shared/tiny")).isDirectory();
        Files.createDirectories(root.resolve("shared/tiny/1.0.0-before"));
        assertThat(new Agents(shipped, home, environment).old().all())
                .as("another home may need it")
                .isEmpty();
    }

    private Agents agents(Path shipped) {
        return new Agents(shipped, home, environment());
    }

    private Map<String, String> environment() {
        return Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", root.toString(),
                "npm_config_cache", root.resolve("npm").toString());
    }

    private static Map<String, String> withPath(Map<String, String> environment) {
        Map<String, String> whole = new java.util.HashMap<>(environment);
        whole.putIfAbsent("PATH", "/usr/bin:/bin");
        return whole;
    }

    /** An agent whose program is a local package with an install script, which must not run. */
    private Path packaged(String version) throws IOException {
        Path shipped = Files.createDirectories(root.resolve("shipped-" + version));
        Path dep = Files.createDirectories(shipped.resolve("dep"));
        Files.writeString(
                dep.resolve("package.json"),
                "{\"name\":\"dep\",\"version\":\"" + version + "\",\"scripts\":{\"install\":\"touch ran\"}}");
        Files.writeString(dep.resolve("index.js"), "console.log('dep')\n");
        npm(shipped, "pack", "./dep");
        Files.move(shipped.resolve("dep-" + version + ".tgz"), shipped.resolve("dep.tgz"));
        Path agent = Files.createDirectories(shipped.resolve("tiny"));
        Files.writeString(
                agent.resolve("package.json"),
                "{\"private\":true,\"dependencies\":{\"dep\":\"file:" + shipped.resolve("dep.tgz") + "\"}}");
        npm(agent, "install", "--package-lock-only", "--ignore-scripts", "--offline");
        Files.writeString(shipped.resolve("tiny.yaml"), """
                name: tiny
                protocol: acp
                command: [node, "{{agent}}/node_modules/dep/index.js"]
                needs: [node]
                models: [{route: anthropic, address: ANTHROPIC_BASE_URL, key: ANTHROPIC_API_KEY}]
                install: {npm: {lock: tiny/package-lock.json}}
                """);
        return shipped;
    }

    private void npm(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of("npm"));
        command.addAll(List.of(arguments));
        Processes.run(Command.of(command)
                        .environment(environment())
                        .in(directory)
                        .timeout(Duration.ofMinutes(2)))
                .orThrow("npm " + arguments[0]);
    }
}
