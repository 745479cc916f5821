package dev.paddock.run;

import dev.paddock.agent.AgentLaunch;
import dev.paddock.environment.Layer;
import dev.paddock.environment.Layers;
import dev.paddock.environment.SetUp;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.Door;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Stage;
import dev.paddock.task.Task;
import dev.paddock.workspace.SetUpChanges;
import dev.paddock.workspace.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs a project's set-up script in a sandbox of its own over the base commit, without any model, and keeps what it made. For one call. */
final class SetUpRun {
    private static final long LOOK_MILLIS = 250;

    private final Parts parts;
    private final Doors doors;
    private final Run run;
    private final Task task;
    private final Project project;
    private final SetUp setUp;
    private final Stopping stopping;
    private final String id;

    /** @param run whose journal tells of it */
    SetUpRun(Parts parts, Doors doors, Run run, Task task, Project project, SetUp setUp, Stopping stopping) {
        this.parts = parts;
        this.doors = doors;
        this.run = run;
        this.task = task;
        this.project = project;
        this.setUp = setUp;
        this.stopping = stopping;
        // As long as a run's id, so that its door's path is no longer.
        this.id = "s" + setUp.key().substring(0, 10);
    }

    /**
     * Makes the layer.
     *
     * @throws PaddockException INVALID with the script's last lines if it failed, EXTERNAL if it did where a host was out of reach; CONFLICT if the run was stopped
     */
    Layer make() {
        tell("started", "the set-up script of base commit " + run.base().substring(0, 10));
        parts.workspaces().remove(id);
        Workspace workspace =
                parts.workspaces().prepare(id, project.id(), run.base(), "agent/set-up", project.author());
        Door door = null;
        Sandbox sandbox = null;
        AtomicBoolean unreached = new AtomicBoolean();
        long began = System.nanoTime();
        try {
            door = doors.openSetUp(id, task, run, project, () -> unreached.set(true));
            Layers layers = parts.environments().layers();
            Optional<Layer> before = layers.before(project.id(), run.base());
            CacheLayer cache = HomeFiles.caches(
                    setUp.environment(), before.map(Layer::cache), workspace.directory(), parts.home());
            HomeFiles.write(workspace.home(), setUp.environment().files());
            sandbox = parts.provider().create(spec(workspace, cache));
            stopping.atWork(sandbox);
            Stage.SET_UP_RUNNING.reached(run.id());
            script(sandbox);
            Map<String, byte[]> changes = SetUpChanges.list(sandbox, workspace);
            sandbox.kill();
            Layer layer = layers.keep(
                    project.id(),
                    setUp.key(),
                    run.base(),
                    workspace.upper(),
                    workspace.home(),
                    cache == null ? null : cache.upper(),
                    before,
                    changes);
            tell(
                    "done",
                    "after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)
                            + " s; other runs of this base commit begin with what it made");
            return layer;
        } catch (PaddockException e) {
            if (stopping.asked().isDone()) {
                throw Layers.stopped();
            }
            if (door != null) {
                // With its last events.
                door.close();
            }
            throw unreached.get()
                    ? new PaddockException(
                            ErrorCode.EXTERNAL, e.detail() + " (a host that it may reach could not be reached)", e)
                    : e;
        } finally {
            stopping.atWork(null);
            end(sandbox, door);
        }
    }

    private void end(@Nullable Sandbox sandbox, @Nullable Door door) {
        if (sandbox != null) {
            sandbox.kill();
        }
        if (door != null) {
            door.close();
        }
        parts.workspaces().remove(id);
    }

    private SandboxSpec spec(Workspace of, @Nullable CacheLayer cache) {
        return of.sandbox(parts.home().door(id), setUp.environment().binds(), Guard.sandbox(parts.limits()))
                .over(null, cache);
    }

    private void script(Sandbox sandbox) {
        List<String> command = List.of(
                "bash", "-c", "exec bash -e -o pipefail -c \"$1\" set-up 2>&1 </dev/null", "set-up", setUp.script());
        Process process = sandbox.start(
                new Exec(command, setUp.environment().under(AgentLaunch.proxies()), "/workspace", false, List.of()));
        SetUpOutput output = new SetUpOutput(process.getInputStream());
        try {
            process.getOutputStream().close();
            long deadline = System.nanoTime() + setUp.timeout().toNanos();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                tell(output.fresh(false));
                if (System.nanoTime() > deadline) {
                    throw failed("had no end after " + setUp.timeout().toSeconds() + " s", output);
                }
            }
            output.await();
            tell(output.fresh(true));
            if (process.exitValue() != 0) {
                throw failed("ended with " + process.exitValue(), output);
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't speak with the set-up script", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while the set-up script ran", e);
        } finally {
            Processes.killTree(process);
        }
    }

    private static PaddockException failed(String how, SetUpOutput output) {
        String last = output.last();
        return new PaddockException(
                ErrorCode.INVALID, "the project's set-up script " + how + (last.isEmpty() ? "" : ": " + last));
    }

    private void tell(String output) {
        if (!output.isEmpty()) {
            tell("output", output);
        }
    }

    private void tell(String what, String text) {
        parts.store().insist(tx -> tx.append(run.id(), new EventBody.Environment(what, text)));
    }
}
