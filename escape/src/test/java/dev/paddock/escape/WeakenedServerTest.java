package dev.paddock.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.escape.CarelessDoor.Fault;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.run.HomeFiles;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.workspace.CollectRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that lack one protection around their sandboxes, in the network, in their gateway or in their git: the attacks that it was there for get through. */
@Tag("S2")
@Tag("G3")
final class WeakenedServerTest {
    @TempDir
    Path scratch;

    /** What a server does otherwise, and which attacks must then get through. */
    record Weakness(
            String name,
            Set<Integer> attacks,
            UnaryOperator<SandboxProvider> provider,
            UnaryOperator<String> git,
            WayOut.Doors doors,
            Target.HomeWriter writer) {
        static Weakness provider(String name, Set<Integer> attacks, UnaryOperator<SandboxProvider> provider) {
            return new Weakness(name, attacks, provider, script -> script, WayOut.OWN, HomeFiles::replace);
        }

        static Weakness git(String name, Set<Integer> attacks, UnaryOperator<String> git) {
            return new Weakness(name, attacks, provider -> provider, git, WayOut.OWN, HomeFiles::replace);
        }

        static Weakness writer(String name, Set<Integer> attacks, Target.HomeWriter writer) {
            return new Weakness(name, attacks, provider -> provider, script -> script, WayOut.OWN, writer);
        }

        static Weakness gateway(Fault fault, Integer... attacks) {
            return new Weakness(
                    "gateway: " + fault,
                    Set.of(attacks),
                    provider -> provider,
                    script -> script,
                    (out, socket) -> new CarelessDoor(out, socket, fault),
                    HomeFiles::replace);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Weakness> isCaught() {
        return Stream.of(
                Weakness.provider(
                        "the machine's network",
                        Set.of(23, 24, 28),
                        provider -> new Otherwise(provider, WeakenedServerTest::inOpenNetwork)),
                Weakness.provider(
                        "an agent's configuration is its work",
                        Set.of(7),
                        provider -> new Otherwise(provider, WeakenedServerTest::collectingAll)),
                Weakness.provider(
                        "a shell that reads the run's profile",
                        Set.of(7),
                        provider -> new Otherwise(provider, WeakenedServerTest::afterTheProfile)),
                Weakness.writer("writes through links", Set.of(7), WeakenedServerTest::followingLinks),
                Weakness.provider("sweeps nothing", Set.of(21), provider -> new Forgetful(provider, true)),
                Weakness.provider("finds nothing again", Set.of(21), provider -> new Forgetful(provider, false)),
                Weakness.gateway(Fault.ANY_AUTHORITY, 26),
                Weakness.gateway(Fault.PASSES_CREDENTIALS, 49),
                Weakness.gateway(Fault.CHECKS_BEFORE_NORMALISING, 50),
                Weakness.gateway(Fault.FOLLOWS_HOST, 51, 52),
                Weakness.gateway(Fault.PASSES_ECHOES, 53),
                Weakness.git("no check of objects", Set.of(62), script -> script.replaceAll("--strict=\\S+", "")),
                Weakness.git("no limits on commits", Set.of(65), script -> script.replace("exit 1", "exit 0")));
    }

    @ParameterizedTest
    @MethodSource
    void isCaught(Weakness weakness) throws Exception {
        Home home = new Home(scratch.resolve("home"), Files.createDirectories(scratch.resolve("r")));
        Files.createDirectories(home.root());
        Cgroups cgroups = Cgroups.find();
        Proof proof = EscapeSuite.run(
                Target.in(
                        home,
                        own -> weakness.provider().apply(new BubblewrapProvider(own, cgroups)),
                        own -> changed(new ConfinedCommand(own), weakness.git()),
                        weakness.doors(),
                        weakness.writer()),
                weakness.attacks(),
                result -> {});
        assertThat(proof.results())
                .hasSize(weakness.attacks().size())
                .allSatisfy(result -> assertThat(result.outcome())
                        .as("attack %d", result.attack().number())
                        .isInstanceOf(Outcome.Escaped.class));
    }

    /** Git's scripts with a change. */
    private static Confinement changed(Confinement confinement, UnaryOperator<String> change) {
        return (command, environment, directory, binds, limits) ->
                confinement.start(command.stream().map(change).toList(), environment, directory, binds, limits);
    }

    /** Knows nothing of sandboxes that earlier servers made. */
    private record Forgetful(SandboxProvider provider, boolean reattaches) implements SandboxProvider {
        @Override
        public String name() {
            return "forgetful";
        }

        @Override
        public Sandbox create(SandboxSpec spec) {
            return provider.create(spec);
        }

        @Override
        public Optional<Sandbox> reattach(SandboxSpec spec) {
            return reattaches ? provider.reattach(spec) : Optional.empty();
        }

        @Override
        public void sweep(Set<String> runs) {
            if (!reattaches) {
                provider.sweep(runs);
            }
        }
    }

    private static void followingLinks(Path home, String path, byte[] content) throws IOException {
        Path file = home.resolve(path);
        if (!Files.exists(file.getParent())) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, content);
    }

    /** Processes see their run's files, but are in the machine's own network. */
    private static Process inOpenNetwork(Started started) {
        List<String> command = new ArrayList<>(List.of(
                "bwrap",
                "--unshare-user",
                "--unshare-pid",
                "--die-with-parent",
                "--ro-bind",
                "/",
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp",
                "--chdir",
                "/tmp"));
        command.addAll(started.exec().command());
        Map<String, String> environment = new HashMap<>(started.exec().environment());
        environment.put("PATH", "/usr/bin:/bin");
        return Processes.start(command, environment, null);
    }

    private static Process collectingAll(Started started) {
        Exec exec = started.exec();
        List<String> all = exec.command().stream()
                .filter(word -> !CollectRequest.AGENT_CONFIGURATION.contains(word))
                .toList();
        return started.sandbox()
                .start(new Exec(all, exec.environment(), exec.directory(), exec.workspaceReadOnly(), exec.binds()));
    }

    private static Process afterTheProfile(Started started) {
        Processes.run(Command.of("bash", "-l", "-c", "true")
                .environment(
                        Map.of("PATH", "/usr/bin:/bin", "HOME", started.home().toString())));
        return started.sandbox().start(started.exec());
    }

    /**
     * What is to be started.
     *
     * @param home of the run
     */
    private record Started(Sandbox sandbox, Path home, Exec exec) {}

    /** Starts the processes of its sandboxes in a way of its own. */
    private record Otherwise(SandboxProvider provider, Function<Started, Process> start) implements SandboxProvider {
        @Override
        public String name() {
            return "otherwise";
        }

        @Override
        public Sandbox create(SandboxSpec spec) {
            return new Weak(provider.create(spec), spec.home(), start);
        }

        @Override
        public Optional<Sandbox> reattach(SandboxSpec spec) {
            return provider.reattach(spec);
        }

        @Override
        public void sweep(Set<String> runs) {
            provider.sweep(runs);
        }
    }

    private record Weak(Sandbox sandbox, Path home, Function<Started, Process> start) implements Sandbox {
        @Override
        public String run() {
            return sandbox.run();
        }

        @Override
        public Process start(Exec exec) {
            return start.apply(new Started(sandbox, home, exec));
        }

        @Override
        public void launch(Exec exec, AgentFiles files, long inOffset) {
            sandbox.launch(exec, files, inOffset);
        }

        @Override
        public InputStream open(String path) {
            return sandbox.open(path);
        }

        @Override
        public Readings readings() {
            return sandbox.readings();
        }

        @Override
        public DiskUse disk(long most) {
            return sandbox.disk(most);
        }

        @Override
        public boolean alive() {
            return sandbox.alive();
        }

        @Override
        public CompletionStage<Void> ended() {
            return sandbox.ended();
        }

        @Override
        public void kill() {
            sandbox.kill();
        }
    }
}
