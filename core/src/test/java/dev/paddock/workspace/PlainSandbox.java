package dev.paddock.workspace;

import dev.paddock.process.Processes;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Mounts the layer anew for each process; processes must not overlap. */
final class PlainSandbox implements Sandbox {
    private static final String MOUNT = """
            set -eu; base=$1 layer=$2; shift 2; cd "$layer"; mkdir -p merged
            mount -t overlay overlay -o "userxattr,lowerdir=$base,upperdir=upper,workdir=work" merged
            exec setpriv --ambient-caps=-all --inh-caps=-all --bounding-set=-all "$@"
            """;

    private final Workspace workspace;

    PlainSandbox(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String run() {
        return workspace.run();
    }

    @Override
    public Process start(Exec exec) {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-current-user",
                "--mount",
                "--keep-caps",
                "sh",
                "-c",
                MOUNT,
                "mount",
                workspace.baseTree().toString(),
                workspace.directory().resolve("layer").toString()));
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/agent"));
        environment.putAll(exec.environment());
        line.addAll(PlainConfinement.bwrap(environment, exec.directory()));
        boolean writable = !exec.workspaceReadOnly();
        List<Bind> binds = new ArrayList<>(List.of(
                new Bind(workspace.directory().resolve("layer/merged"), "/workspace", writable),
                new Bind(workspace.gitDirectory(), "/workspace/.git", writable),
                new Bind(workspace.home(), "/home/agent", writable),
                Bind.readOnly(workspace.objects(), "/paddock/objects")));
        binds.addAll(exec.binds());
        PlainConfinement.bind(line, binds);
        line.add("--");
        line.addAll(exec.command());
        return Processes.start(line, Map.of("PATH", "/usr/bin:/bin"), null);
    }

    @Override
    public void launch(Exec exec, AgentFiles files, long inOffset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Readings readings() {
        return new Readings(0, 0, 0);
    }

    @Override
    public boolean alive() {
        return true;
    }

    @Override
    public CompletionStage<Void> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void kill() {}
}
