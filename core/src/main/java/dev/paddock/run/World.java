package dev.paddock.run;

import dev.paddock.agent.AgentLaunch;
import dev.paddock.environment.RunEnvironment;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.task.Task;
import dev.paddock.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The project's world in one run: what its processes get besides their own. Changed by the run's supervisor, read by who starts a process in the run. */
final class World {
    private final Parts parts;
    private final Task task;
    private volatile @Nullable RunEnvironment environment; // written by the supervisor, read by who execs

    World(Parts parts, Task task) {
        this.parts = parts;
        this.task = task;
    }

    /** Before a sandbox is made over the workspace. */
    void prepare(Workspace workspace) {
        RunEnvironment made = environment();
        try {
            for (Map.Entry<String, String> file : made.files().entrySet()) {
                writeNew(workspace.home(), Path.of(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't write to " + workspace.home() + ": " + e.getMessage(), e);
        }
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

    List<Bind> binds(List<Bind> own) {
        return environment().with(own);
    }

    private RunEnvironment environment() {
        RunEnvironment present = environment;
        if (present == null) {
            present = parts.environments().of(task.options().variables());
            environment = present;
        }
        return present;
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

    /** A home that a run has had before may hold links of its making: nothing is written where anything is. */
    private static void writeNew(Path home, Path relative, String content) throws IOException {
        Path file = home;
        for (Path name : relative) {
            if (!file.equals(home) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(file);
            }
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            file = file.resolve(name);
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(file, content);
        }
    }
}
