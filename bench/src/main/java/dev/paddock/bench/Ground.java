package dev.paddock.bench;

import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.DoorListener;
import dev.paddock.gateway.DoorPolicy;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.git.Piping;
import dev.paddock.home.Home;
import dev.paddock.process.Outcome;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.ReadySandbox;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Author;
import dev.paddock.workspace.BaseCheckouts;
import dev.paddock.workspace.CollectRequest;
import dev.paddock.workspace.Collected;
import dev.paddock.workspace.Upstreams;
import dev.paddock.workspace.Workspace;
import dev.paddock.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The parts of a server that make a run's workspace and sandbox, with one project. For one thread. */
final class Ground implements AutoCloseable {
    private static final String PROJECT = "project";
    private static final Author AUTHOR = new Author("Person", "person@example.org");

    final Path clone;
    final BaseCheckouts bases;
    final Workspaces workspaces;
    private final Home home;
    private final Upstreams upstreams;
    private final BubblewrapProvider provider;
    private final Gateway gateway = Gateway.system(GatewayLimits.DEFAULT);

    /** @param clone the person's repository that the project comes from */
    Ground(Scratch scratch, Path clone) throws IOException {
        this.clone = clone;
        home = new Home(
                scratch.directory().resolve(clone.getFileName() + "-home"),
                scratch.directory().resolve("rt"));
        Files.createDirectories(home.root());
        Files.createDirectories(home.runtime());
        Confinement confinement = new ConfinedCommand(home);
        provider = new BubblewrapProvider(home, Cgroups.find());
        upstreams = new Upstreams(home);
        upstreams.create(PROJECT);
        bases = new BaseCheckouts(home, upstreams, confinement);
        workspaces = new Workspaces(home, upstreams, bases, confinement);
    }

    /** Brings the clone's HEAD upstream; the commit. */
    String fetch() {
        upstreams.fetch(PROJECT, clone.toString());
        return Scratch.sh(clone, "git rev-parse HEAD");
    }

    void checkOut(String commit) {
        bases.ensure(PROJECT, commit);
    }

    Workspace workspace(String run, String commit) {
        return workspaces.prepare(run, PROJECT, commit, "agent/" + run, AUTHOR);
    }

    /** What a run stands on: its way out and its sandbox. */
    record Live(Door door, Sandbox sandbox) {
        void end() {
            sandbox.kill();
            door.close();
        }

        /** Runs a shell script inside, under the agent's confinement. */
        Outcome run(String... command) {
            return Piping.finish(
                            List.of(command),
                            sandbox.start(Exec.of(List.of(command))),
                            new byte[0],
                            Duration.ofMinutes(2),
                            1 << 20)
                    .orThrow("in a sandbox");
        }
    }

    Live live(Workspace workspace) {
        return new Live(door(workspace), provider.create(spec(workspace)));
    }

    private Door door(Workspace workspace) {
        return gateway.openDoor(home.door(workspace.run()), DoorPolicy.NONE, new DoorListener() {});
    }

    /** What stands ready before there is a run. */
    record Ready(Workspace workspace, Door door, ReadySandbox sandbox) {}

    Ready ahead(String id, String commit) {
        Workspace workspace = workspaces.ahead(id, PROJECT, commit, AUTHOR);
        Door door = door(workspace);
        return new Ready(workspace, door, provider.ahead(spec(workspace)).orElseThrow());
    }

    /** Makes it a run's: its directory, its branch, its own door. */
    Live claim(Ready ready, String run) {
        Workspace workspace = workspaces.adopt(ready.workspace(), run, "agent/" + run, AUTHOR);
        Door door = door(workspace);
        Sandbox sandbox = ready.sandbox().claim(spec(workspace));
        ready.door().close();
        return new Live(door, sandbox);
    }

    private SandboxSpec spec(Workspace workspace) {
        return workspace.sandbox(home.door(workspace.run()), List.of(), Limits.standard());
    }

    Collected collect(Live live, Workspace workspace) {
        return workspaces.collect(
                live.sandbox(),
                workspace,
                new CollectRequest("Change", "task", "bench", AUTHOR, CollectRequest.AGENT_CONFIGURATION));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
