package dev.paddock.run;

import dev.paddock.agent.AgentLaunch;
import dev.paddock.egress.Egress;
import dev.paddock.egress.Placed;
import dev.paddock.egress.Target;
import dev.paddock.environment.Environments;
import dev.paddock.environment.Layer;
import dev.paddock.environment.Layers;
import dev.paddock.environment.Plan;
import dev.paddock.environment.RedactedProcess;
import dev.paddock.environment.RunEnvironment;
import dev.paddock.environment.SetUp;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.home.Home;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import dev.paddock.workspace.SetUpChanges;
import dev.paddock.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The project's world in one run: what its processes get besides their own, and the set-up layer below its own. Changed by the run's supervisor; read by who
 * starts a process in the run.
 */
final class World {
    private final Parts parts;
    private final Doors doors;
    private final Run run;
    private final Task task;
    private final Project project;
    private final Environments environments;
    private final Stopping stopping = new Stopping();
    private volatile @Nullable Plan plan; // written by the supervisor, read by who execs

    World(Parts parts, Doors doors, Run run, Task task, Project project) {
        this.parts = parts;
        this.doors = doors;
        this.run = run;
        this.task = task;
        this.project = project;
        this.environments = parts.environments();
    }

    /**
     * Before a sandbox is made over the workspace. May take as long as the set-up script.
     *
     * @throws PaddockException saying why the run can't have its world
     */
    void prepare(Workspace workspace) {
        Plan made = plan(workspace);
        Optional<String> before = environments.layers().marks().of(run.id());
        if (before.isEmpty()) {
            tell(made);
            Optional<Layer> layer = made.setUp().map(this::ensure);
            layer.ifPresent(of -> {
                environments.layers().copyHome(of, workspace.home());
                SetUpChanges.exclude(workspace, of.changes());
            });
            environments.layers().marks().put(run.id(), layer.map(Layer::key).orElse(""));
        } else if (!before.get().isEmpty()
                && environments.layers().find(project.id(), before.get()).isEmpty()) {
            // It was removed by hand: what the script makes now is the nearest there is.
            made.setUp()
                    .map(this::ensure)
                    .ifPresent(layer -> environments.layers().marks().put(run.id(), layer.key()));
        }
        HomeFiles.write(workspace.home(), made.environment().files());
    }

    private Layer ensure(SetUp setUp) {
        SetUpRun maker = new SetUpRun(parts, doors, run, task, project, setUp, stopping);
        Layers layers = environments.layers();
        boolean[] mine = new boolean[1];
        Layer layer = layers.ensure(
                project.id(),
                setUp.key(),
                stopping.asked(),
                () -> tell("waiting", "another run of this base commit runs the set-up script"),
                () -> {
                    mine[0] = true;
                    return maker.make();
                });
        if (!mine[0]) {
            tell("used", "the set-up layer " + setUp.key() + " was there");
        }
        return layer;
    }

    /** Ends a set-up that is under way; what waits for it throws. */
    void stop() {
        stopping.ask();
    }

    /** The agent's program in this world. */
    Exec agent(AgentLaunch launch) {
        return new Exec(absolute(launch), environment().under(launch.environment()), "/workspace", false, List.of());
    }

    /** A person's process in this world. */
    Exec with(Exec exec) {
        Map<String, String> environment = environment().under(AgentLaunch.proxies());
        environment.putAll(exec.environment());
        return exec.environment(environment);
    }

    /** What a person sees of a process: no secret. */
    Process quiet(Process process) {
        return RedactedProcess.of(process, environments.secrets(), project.id());
    }

    List<Bind> binds(List<Bind> own) {
        return environment().with(own);
    }

    /** With the set-up layer and the caches. */
    SandboxSpec spec(SandboxSpec bare, Workspace workspace) {
        return around(layer(), plan(workspace).environment()).apply(bare, workspace);
    }

    /** What {@link #spec} does, for workspaces of the same base that are still to be made. */
    BiFunction<SandboxSpec, Workspace, SandboxSpec> others(Workspace workspace) {
        return around(layer(), plan(workspace).environment());
    }

    private BiFunction<SandboxSpec, Workspace, SandboxSpec> around(Optional<Layer> layer, RunEnvironment environment) {
        Home home = parts.home();
        return (bare, workspace) -> bare.over(
                layer.map(Layer::tree).orElse(null),
                HomeFiles.caches(environment, layer.map(Layer::cache), workspace.directory(), home));
    }

    /** What collecting leaves out where it is still as the set-up left it, null where there was none. */
    @Nullable
    Path changes() {
        return layer().map(Layer::changes).orElse(null);
    }

    private Optional<Layer> layer() {
        return environments
                .layers()
                .marks()
                .of(run.id())
                .flatMap(key ->
                        key.isEmpty() ? Optional.empty() : environments.layers().find(project.id(), key));
    }

    private RunEnvironment environment() {
        Plan present = plan;
        if (present == null) {
            return plan(parts.workspaces().find(run.id()).orElseThrow()).environment();
        }
        return present.environment();
    }

    private Plan plan(Workspace workspace) {
        Plan present = plan;
        if (present == null) {
            present = environments.plan(
                    project.id(),
                    project.name(),
                    run.base(),
                    workspace.baseTree(),
                    task.options().variables());
            plan = present;
        }
        return present;
    }

    /** What the project asks for and does not have. */
    private void tell(Plan made) {
        for (String secret : made.missing()) {
            tell(
                    "missing",
                    "the project needs the secret " + secret + "; `paddock secret set " + project.name() + " " + secret
                            + "` gives it one");
        }
        Target.OfRun target = new Target.OfRun(run, task, project);
        for (String rule : made.egress()) {
            String asked = Egress.canonical(rule, false);
            List<Placed> rules = parts.egress().rules(target);
            int colon = asked.lastIndexOf(':');
            boolean allowed = rules.stream()
                            .anyMatch(
                                    placed -> !placed.denies() && placed.rule().equals(asked))
                    || (colon > 0
                            && parts.egress()
                                    .list(target)
                                    .lookup(asked.substring(0, colon), Integer.parseInt(asked.substring(colon + 1)))
                                    .isPresent());
            if (!allowed) {
                tell(
                        "missing",
                        "the project asks to reach " + asked
                                + ", which only its owner may allow; `paddock egress allow " + asked + " --project "
                                + project.name() + "`, or run it with --allow " + asked);
            }
        }
    }

    private void tell(String what, String text) {
        parts.store().insist(tx -> tx.append(run.id(), new EventBody.Environment(what, text)));
    }

    /** An agent's interpreter is the one that was chosen for it, not the project's. Toolchains have the same paths inside. */
    private static List<String> absolute(AgentLaunch launch) {
        String program = launch.command().getFirst();
        String path = launch.environment().get("PATH");
        if (path == null || program.contains("/")) {
            return launch.command();
        }
        for (String directory : path.split(":")) {
            Path file = Path.of(directory).resolve(program);
            if (Files.isExecutable(file)) {
                List<String> command = new ArrayList<>(launch.command());
                command.set(0, file.toString());
                return command;
            }
        }
        return launch.command();
    }
}
