package dev.paddock.escape;

import dev.paddock.git.Piping;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import dev.paddock.process.Trees;
import dev.paddock.run.HomeFiles;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxProvider;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Author;
import dev.paddock.workspace.BaseCheckouts;
import dev.paddock.workspace.Upstreams;
import dev.paddock.workspace.Workspace;
import dev.paddock.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is attacked: two runs of one server with a project, each in its sandbox with its door, and outside a canary's secret and a {@link Witness}. In a home
 * of its own, which goes when it is closed. For one thread.
 */
public final class Target implements AutoCloseable {
    static final Author AUTHOR = new Author("Escape suite", "escape@localhost");
    private static final String PROJECT = "p0";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int OUTPUT = 64 << 10;
    private static final Limits LIMITS = new Limits(512L << 20, 2, 128, 1_024, 64L << 20, 32L << 20);

    /** Makes targets of one provider. */
    @FunctionalInterface
    public interface Maker {
        Target make();
    }

    /**
     * Targets in a server's home.
     *
     * @param provider made for the home that it is given
     * @param confinement the same
     */
    public static Maker in(
            Home home, Function<Home, SandboxProvider> provider, Function<Home, Confinement> confinement) {
        return in(home, provider, confinement, WayOut.OWN, HomeFiles::replace);
    }

    static Maker in(
            Home home,
            Function<Home, SandboxProvider> provider,
            Function<Home, Confinement> confinement,
            WayOut.Doors doors,
            HomeWriter writer) {
        return () -> {
            String name = "proof-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            Home own = new Home(home.root().resolve(name), home.runtime().resolve(name));
            try {
                return new Target(own, provider, confinement, doors, writer);
            } catch (RuntimeException e) {
                clean(own);
                throw e;
            }
        };
    }

    /** How a server puts files of its own into a run's home. */
    @FunctionalInterface
    interface HomeWriter {
        void replace(Path home, String path, byte[] content) throws IOException;
    }

    private final Home home;
    private final Function<Home, SandboxProvider> maker;
    private final WayOut.Doors doors;
    private final HomeWriter writer;
    private final SandboxProvider provider;
    private final String secret =
            "canary-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final WayOut out;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Witness witness;
    final Workspaces workspaces;
    final String base;
    private final Live attacked;
    private final Live neighbour;

    /** A run with its sandbox. */
    record Live(Workspace workspace, Sandbox sandbox) {}

    private Target(
            Home home,
            Function<Home, SandboxProvider> provider,
            Function<Home, Confinement> confinement,
            WayOut.Doors doors,
            HomeWriter writer) {
        this.home = home;
        this.maker = provider;
        this.doors = doors;
        this.writer = writer;
        try {
            Files.createDirectories(home.root());
            Files.createDirectories(home.runtime());
            Files.writeString(canary(), secret + "\n");
            Files.writeString(home.token(), secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            out = new WayOut(secret);
            open.add(out);
            this.provider = provider.apply(home);
            witness = new Witness(home.runtime(), "paddock-" + home.root().getFileName());
            open.add(witness);
            Confinement confined = confinement.apply(home);
            Upstreams upstreams = new Upstreams(home);
            workspaces = new Workspaces(home, upstreams, new BaseCheckouts(home, upstreams, confined), confined);
            base = project(upstreams);
            attacked = live("attacked", LIMITS);
            neighbour = live("neighbour", LIMITS);
        } catch (RuntimeException e) {
            closeAll();
            throw e;
        }
    }

    /** The name of the provider under attack. */
    public String provider() {
        return provider.name();
    }

    private String project(Upstreams upstreams) {
        outside(
                "git init -q -b main \"$DIRECTORY/clone\" && cd \"$DIRECTORY/clone\" && echo one >a && mkdir nested && echo n >nested/n"
                        + " && echo '*.f filter=x diff=x merge=x' >.gitattributes && echo f >a.f && git add -A"
                        + " && git -c user.name=e -c user.email=e@localhost commit -q -m base");
        upstreams.create(PROJECT);
        upstreams.fetch(PROJECT, home.root().resolve("clone").toString());
        return upstreams.resolve(PROJECT, "HEAD");
    }

    /** A further run without a sandbox. */
    Workspace workspace(String run) {
        return workspaces.prepare(run, PROJECT, base, "agent/" + run, AUTHOR);
    }

    /** A further run with its sandbox, which ends with this target. */
    Live live(String run, Limits limits) {
        Workspace workspace = workspace(run);
        return new Live(workspace, sandbox(workspace, limits));
    }

    Sandbox sandbox(Workspace workspace, Limits limits) {
        return sandbox(workspace, limits, null);
    }

    Sandbox sandbox(Workspace workspace, Limits limits, @Nullable CacheLayer cache) {
        if (!Files.exists(home.door(workspace.run()))) {
            open.add(doors.open(out, home.door(workspace.run())));
        }
        Sandbox sandbox = provider.create(spec(workspace, limits, cache));
        open.add(sandbox::kill);
        return sandbox;
    }

    /** Writes a file of the server into a run's home. */
    void write(Workspace workspace, String path, String content) throws IOException {
        writer.replace(workspace.home(), path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What stands for the server that comes after this one has died: it knows what is on the disk. */
    SandboxProvider nextServer() {
        return maker.apply(home);
    }

    SandboxSpec spec(Workspace workspace, Limits limits, @Nullable CacheLayer cache) {
        return workspace.sandbox(home.door(workspace.run()), List.of(), limits).over(null, cache);
    }

    Live attacked() {
        return attacked;
    }

    Live neighbour() {
        return neighbour;
    }

    /** What an escape would find. */
    String secret() {
        return secret;
    }

    /** A file that holds the secret, outside every sandbox. */
    Path canary() {
        return home.root().resolve("canary");
    }

    /** A directory of the server that no sandbox sees. */
    Path directory() {
        return home.root();
    }

    /** Its gateway, and what the gateway was made to do. */
    WayOut out() {
        return out;
    }

    /** Runs a shell script in the attacked sandbox, as the agent would. */
    Said inside(String script) {
        return inside(attacked.sandbox(), script);
    }

    Said inside(Sandbox sandbox, String script) {
        return inside(sandbox, script, "/workspace");
    }

    Said inside(Sandbox sandbox, String script, String directory) {
        List<String> command = List.of("/bin/bash", "-c", script);
        return said(Piping.finish(
                command,
                sandbox.start(new Exec(command, variables(), directory, false, List.of())),
                new byte[0],
                PATIENCE,
                OUTPUT));
    }

    /** Runs a shell script on the server's machine, as its user: the control. */
    Said outside(String script) {
        Map<String, String> environment = new HashMap<>(Command.cleanEnvironment());
        environment.putAll(variables());
        return said(Processes.run(Command.of("bash", "-c", script)
                .in(home.root())
                .environment(environment)
                .timeout(PATIENCE)
                .maxOutput(OUTPUT)));
    }

    /** What the scripts may use: nothing of it is secret. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DIRECTORY", home.root().toString(),
                "CANARY", canary().toString(),
                "PROBE", Resource.text("probe.py"),
                "REQUEST", Resource.text("request.py"),
                "NEIGHBOUR_DOOR", home.door("neighbour").toString(),
                "NEIGHBOUR", home.run("neighbour").toString()));
        variables.putAll(Map.of(
                "VICTIM", Long.toString(witness.pid),
                "TCP", Integer.toString(witness.tcp),
                "UDP", Integer.toString(witness.udp),
                "SOCKET", witness.socket.toString(),
                "ABSTRACT", witness.abstractName));
        return variables;
    }

    String touches() {
        return witness.touches();
    }

    void forgetTouches() {
        witness.touches();
    }

    private static Said said(Outcome outcome) {
        return new Said(outcome.exitCode(), outcome.text(), outcome.errorText());
    }

    @Override
    public void close() {
        closeAll();
        clean(home);
    }

    private void closeAll() {
        for (AutoCloseable resource : open.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                System.getLogger(Target.class.getName())
                        .log(System.Logger.Level.WARNING, "the escape suite could not end a part of its target", e);
            }
        }
    }

    private static void clean(Home home) {
        Trees.delete(home.root());
        Trees.delete(home.runtime());
    }
}
