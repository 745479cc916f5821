package dev.paddock.run;

import dev.paddock.agent.Agents;
import dev.paddock.agent.OutputWatch;
import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.environment.Environments;
import dev.paddock.environment.Layers;
import dev.paddock.environment.Secrets;
import dev.paddock.environment.Toolchains;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.store.Store;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.Task;
import dev.paddock.workspace.BaseCheckouts;
import dev.paddock.workspace.Upstreams;
import dev.paddock.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What {@link Runs} needs, all of it real, in a home of a test's; plain commands are the agents. */
final class TestingServer implements AutoCloseable {
    static final Author AUTHOR = new Author("Ada Person", "ada@example.com");

    final Home home;
    final Store store;
    final SandboxProvider provider;
    final Runs runs;
    final Workspaces workspaces;
    final BaseCheckouts bases;
    final Layers layers;
    final Agents agents;
    private final Upstreams upstreams;
    private final Gateway gateway;
    private final OutputWatch watch;

    TestingServer(Path root, int most, Duration warm) {
        this(root, most, warm, 0);
    }

    /** @param ahead sandboxes that are made ahead of need */
    TestingServer(Path root, int most, Duration warm, int ahead) {
        this(root, most, warm, ahead, RunLimits.standard(), Cgroups.none());
    }

    /** @param retry how long after its first failure a run is prepared again */
    TestingServer(Path root, int most, Duration warm, Duration retry) {
        this(
                root,
                most,
                warm,
                0,
                RunLimits.standard(),
                Cgroups.none(),
                patience(retry),
                new NoModels(),
                InstantSource.system());
    }

    TestingServer(Path root, int most, Duration warm, int ahead, RunLimits limits, Cgroups cgroups) {
        this(
                root,
                most,
                warm,
                ahead,
                limits,
                cgroups,
                patience(Duration.ofMillis(200)),
                new NoModels(),
                InstantSource.system());
    }

    /** @param clock by which runs and events are dated */
    TestingServer(Path root, Duration warm, Patience patience, Models models, InstantSource clock) {
        this(root, 8, warm, 0, RunLimits.standard(), Cgroups.none(), patience, models, clock);
    }

    private TestingServer(
            Path root,
            int most,
            Duration warm,
            int ahead,
            RunLimits limits,
            Cgroups cgroups,
            Patience patience,
            Models models,
            InstantSource clock) {
        home = new Home(root.resolve("home"), root.resolve("r"));
        try {
            Files.createDirectories(home.root());
            Files.createDirectories(home.runtime());
            Path shipped = Files.createDirectories(root.resolve("agents"));
            Files.writeString(
                    shipped.resolve("shell.yaml"), "name: shell\nprotocol: command\ncommand: [sh, -c, \"{{goal}}\"]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = Store.open(home.database(), clock);
        provider = new BubblewrapProvider(home, cgroups);
        upstreams = new Upstreams(home);
        ConfinedCommand confinement = new ConfinedCommand(home);
        bases = new BaseCheckouts(home, upstreams, confinement);
        workspaces = new Workspaces(home, upstreams, bases, confinement);
        layers = new Layers(home, confinement);
        agents = new Agents(root.resolve("agents"), home, Map.of("PATH", "/usr/bin:/bin"));
        gateway = Gateway.system(GatewayLimits.DEFAULT);
        watch = new OutputWatch();
        Parts parts = new Parts(
                home,
                store,
                provider,
                workspaces,
                gateway,
                models,
                agents,
                watch,
                limits,
                new dev.paddock.egress.Egress(store, gateway, List.of()),
                new Room(most, 1L << 30, 1_000, java.util.Optional::empty),
                patience,
                warm,
                "shell",
                PermissionMode.BYPASS,
                new Environments(
                        new Toolchains(Map.of("HOME", "/nonexistent"), List.of(), List.of(), home.root()),
                        Optional.empty(),
                        Map.of(),
                        new Secrets(home.secrets().resolve("projects")),
                        layers));
        runs = new Runs(parts, upstreams, ahead, Duration.ofMillis(200));
        runs.recover();
    }

    private static Patience patience(Duration retry) {
        return new Patience(retry, 4, Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofHours(6));
    }

    /** Adds a project with one commit. */
    String project(Path root, String name) {
        return project(root, name, null);
    }

    /** The same, with a set-up script where one is given. */
    String project(Path root, String name, @org.jspecify.annotations.Nullable String setUp) {
        Path clone = root.resolve("clone of " + name);
        git(root, "init", "-q", "-b", "main", clone.toString());
        try {
            Files.writeString(clone.resolve("hello.txt"), "hello of " + name + "\n");
            if (setUp != null) {
                Files.createDirectories(clone.resolve(".paddock"));
                Files.writeString(clone.resolve(".paddock/environment.yaml"), "setup: " + setUp + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git(clone, "add", "-A");
        git(clone, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "Begin");
        String id = Ids.project();
        upstreams.create(id);
        upstreams.fetch(id, clone.toString());
        store.change(tx -> tx.insert(new Project(id, name, null, clone.toString(), AUTHOR, Instant.EPOCH)));
        return id;
    }

    /** Adds a commit with a file that holds its own name. */
    void commit(Path root, String name, String project, String file) {
        Path clone = root.resolve("clone of " + name);
        try {
            Files.writeString(clone.resolve(file), file + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git(clone, "add", "-A");
        git(clone, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "Add " + file);
        upstreams.fetch(project, clone.toString());
    }

    /** The commit that tasks of a project begin at. */
    String base(String project) {
        String base = upstreams.resolve(project, "HEAD");
        upstreams.pin(project, base);
        return base;
    }

    Run start(String project, String goal) {
        return runs.start(NewTask.of(goal, project, List.of())).runs().getFirst();
    }

    Run run(String id) {
        return store.read(query -> query.run(id)).orElseThrow();
    }

    Run await(String id, String state) {
        Awaitility.await(id + " to be " + state)
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(run(id))
                        .returns(state, run -> run.state().word()));
        return run(id);
    }

    /** The text that a run's command printed. */
    String text(String id) {
        StringBuilder text = new StringBuilder();
        store.read(query -> query.events(id, 0, 100_000)).forEach(event -> {
            if (event.body() instanceof dev.paddock.event.EventBody.Text said) {
                text.append(said.text());
            }
        });
        return text.toString();
    }

    private static void git(Path directory, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Processes.run(Command.of(command).in(directory)).orThrow("git");
    }

    /** As a server ends: agents go on. */
    @Override
    public void close() {
        runs.close();
        watch.close();
        gateway.close();
        store.close();
    }

    /** Ends a live run's sandbox by its holder. */
    void killSandbox(String run) {
        try {
            String pid = Files.readString(home.run(run).resolve("holder/state")).split(" ")[0];
            ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what a test left, once its server is closed. */
    void sweep() {
        provider.sweep(java.util.Set.of());
    }

    private static final class NoModels implements Models {
        @Override
        public void check(Task task, String vendor) {
            throw new AssertionError("plain commands have no model");
        }

        @Override
        public ModelRoute route(Task task, Run run, String vendor) {
            throw new AssertionError("plain commands have no model");
        }

        @Override
        public void release(Run run) {}
    }
}
