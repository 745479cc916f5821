package dev.paddock.run;

import dev.paddock.agent.AgentFile;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Door;
import dev.paddock.gateway.ModelHealth;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.Stage;
import dev.paddock.task.Task;
import dev.paddock.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run is made of while it lives: workspace, door, sandbox. Owned by its supervisor; {@link #kill}, {@link #alive}, {@link #exec},
 * {@link #readings} and {@link #disk} may be called by others.
 */
final class Body {
    private final Parts parts;
    private final Doors doors;
    private final Run run;
    private final Task task;
    private final Project project;
    private final AgentFile agent;
    private final List<AgentFile> with;
    private final Guard guard;
    private final World world;
    private final Ahead ahead;
    private @Nullable Door door;
    private volatile @Nullable Workspace workspace; // written by the supervisor
    private volatile @Nullable Sandbox sandbox; // written by the supervisor, read by who execs or kills

    Body(Parts parts, Doors doors, Ahead ahead, Run run, Guard guard) {
        this.parts = parts;
        this.doors = doors;
        this.ahead = ahead;
        this.run = run;
        this.guard = guard;
        this.task = parts.store().read(query -> query.task(run.task())).orElseThrow();
        this.project = parts.store().read(query -> query.project(run.project())).orElseThrow();
        this.agent = parts.agents().get(run.agent());
        this.with = Companions.of(parts.agents(), task, run.agent());
        this.world = new World(parts, doors, run, task, project);
    }

    Run run() {
        return run;
    }

    World world() {
        return world;
    }

    Task task() {
        return task;
    }

    Project project() {
        return project;
    }

    AgentFile agent() {
        return agent;
    }

    /** The agents beside it in the sandbox. */
    List<AgentFile> with() {
        return with;
    }

    /** Makes workspace, door and sandbox, whatever of them is not there yet; takes what was made ahead, where that fits. */
    void prepare() {
        ahead.preparing();
        try {
            Optional<Workspace> own = parts.workspaces().find(run.id());
            // What is made ahead has the usual limits.
            boolean usual = Guard.sandbox(guard.limits()).equals(Guard.sandbox(parts.limits()));
            Optional<Ahead.Taken> taken =
                    own.isPresent() || !usual ? Optional.empty() : ahead.take(run, project.author());
            Optional<Sandbox> claimed;
            try {
                Workspace made = own.or(() -> taken.map(Ahead.Taken::workspace)).orElseGet(this::makeWorkspace);
                workspace = made;
                Stage.WORKSPACE_MADE.reached(run.id());
                openDoor();
                Stage.DOOR_OPENED.reached(run.id());
                world.prepare(made);
                Stage.WORLD_MADE.reached(run.id());
            } catch (RuntimeException e) {
                taken.ifPresent(Ahead.Taken::refuse);
                throw e;
            }
            Workspace made = workspace();
            SandboxSpec spec = spec(made);
            claimed = taken.flatMap(ready -> ready.sandbox(spec));
            sandbox = claimed.orElseGet(() -> parts.provider().create(spec));
            Stage.SANDBOX_MADE.reached(run.id());
            var others = world.others(made);
            ahead.want(made, of -> others.apply(bare(of, parts.limits()), of), taken.isPresent() && claimed.isEmpty());
        } finally {
            ahead.prepared();
        }
    }

    private Workspace makeWorkspace() {
        // What a server that was killed while it made one left.
        parts.workspaces().remove(run.id());
        return parts.workspaces().prepare(run.id(), project.id(), run.base(), run.branch(), project.author());
    }

    /** Finds what an earlier server made; false if the sandbox is gone. */
    boolean reattach() {
        Workspace found = parts.workspaces()
                .find(run.id())
                .orElseThrow(() ->
                        new PaddockException(ErrorCode.EXTERNAL, "the workspace of run " + run.id() + " is gone"));
        workspace = found;
        openDoor();
        Optional<Sandbox> alive = parts.provider().reattach(spec(found));
        sandbox = alive.orElse(null);
        return alive.isPresent();
    }

    /**
     * Does work in the run's sandbox where that lives, else in a fresh one over the same layer, which ends with the work. Where the run's own ends in the midst
     * of the work, that is done again in a fresh one.
     */
    <T> T collecting(Function<Sandbox, T> work) {
        Sandbox present = sandbox;
        if (present != null && present.alive()) {
            try {
                return work.apply(present);
            } catch (PaddockException e) {
                if (present.alive()) {
                    throw e;
                }
            }
        }
        if (present != null) {
            // On its way out it holds its layer still.
            present.kill();
        }
        openDoor();
        Sandbox made = parts.provider().create(spec(workspace()));
        try {
            Stage.COLLECTING_SANDBOX_MADE.reached(run.id());
            return work.apply(made);
        } finally {
            made.kill();
        }
    }

    Workspace workspace() {
        Workspace present = workspace;
        if (present == null) {
            throw new PaddockException(ErrorCode.CONFLICT, "run " + run.id() + " has no workspace yet");
        }
        return present;
    }

    boolean alive() {
        Sandbox present = sandbox;
        return present != null && present.alive();
    }

    Process exec(Exec exec) {
        return world.quiet(liveSandbox().start(world.with(exec)));
    }

    Optional<Readings> readings() {
        Sandbox present = sandbox;
        return present != null && present.alive() ? Optional.of(present.readings()) : Optional.empty();
    }

    /** What it takes on the disk, counted up to so many files; may take seconds. */
    Optional<DiskUse> disk(long most) {
        Sandbox present = sandbox;
        return present != null && present.alive() ? Optional.of(present.disk(most)) : Optional.empty();
    }

    /** Has the guard see what the sandbox reached so far. */
    void look() {
        Sandbox present = sandbox;
        if (present != null && present.alive()) {
            guard.look(present);
        }
    }

    /** Ends every process of the run. */
    void kill() {
        Sandbox present = sandbox;
        if (present != null) {
            look();
            present.kill();
        }
    }

    /** Forgets a sandbox that is no more. */
    void pruneDeadSandbox() {
        if (!alive()) {
            sandbox = null;
        }
    }

    /**
     * Ends everything.
     *
     * @param forGood the run has ended; else what its model routes need is kept
     */
    void close(boolean forGood) {
        kill();
        sandbox = null;
        leave();
        if (forGood) {
            parts.models().release(run);
        }
    }

    /** How the models of its door serve; empty while it has none. */
    Optional<ModelHealth> models() {
        Door open = door;
        return open == null ? Optional.empty() : Optional.of(open.health());
    }

    /** Lets go of everything without ending it. */
    void leave() {
        Door open = door;
        if (open != null) {
            doors.close(run, open);
            door = null;
        }
    }

    private void openDoor() {
        if (door == null) {
            door = doors.open(task, run, project, Companions.routes(agent, with), guard);
        }
    }

    /** The sandbox, if there is one, which may have ended. */
    Optional<Sandbox> sandbox() {
        return Optional.ofNullable(sandbox);
    }

    /** @throws PaddockException CONFLICT where there is none any more */
    Sandbox liveSandbox() {
        Sandbox present = sandbox;
        if (present == null || !present.alive()) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "the sandbox of run " + run.id() + " is gone; `paddock say " + run.id() + " …` makes it anew");
        }
        return present;
    }

    private SandboxSpec spec(Workspace of) {
        return world.spec(bare(of, guard.limits()), of);
    }

    /** Without the project's world. */
    private SandboxSpec bare(Workspace of, RunLimits limits) {
        return of.sandbox(
                parts.home().door(of.run()),
                world.binds(parts.agents().launch(agent, with, "").binds()),
                Guard.sandbox(limits));
    }
}
