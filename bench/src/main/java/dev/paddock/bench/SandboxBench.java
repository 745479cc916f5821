package dev.paddock.bench;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sandbox with its gateway door, from nothing to the end of its first command, beside bubblewrap alone. */
final class SandboxBench {
    private SandboxBench() {}

    static List<Row> run(Scratch scratch, int rounds) throws Exception {
        Timings timings = new Timings();
        Path clone = scratch.repository("small", 1);
        List<String> bare = bare(clone);
        try (Ground ground = new Ground(scratch, clone)) {
            String commit = ground.fetch();
            ground.checkOut(commit);
            // A round is short here.
            for (int i = 0; i <= 3 * rounds; i++) {
                timings.time("bare", () -> Processes.run(Command.of(bare)).orThrow("bwrap"));
                Workspace workspace = ground.workspace("s" + i, commit);
                long start = System.nanoTime();
                Ground.Live live = timings.time("made", () -> ground.live(workspace));
                timings.time("first", () -> live.run("/usr/bin/true"));
                timings.add("create", (System.nanoTime() - start) / 1e6);
                timings.time("bare again", () -> Processes.run(Command.of(bare)).orThrow("bwrap"));
                timings.time("exec", () -> live.run("/usr/bin/true"));
                timings.time("kill", () -> {
                    live.sandbox().kill();
                    return "gone";
                });
                live.end();
                if (i == 0) {
                    timings.forget();
                }
            }
        }
        return List.of(
                Row.millis(
                        "sandbox: create, with gateway door and proof that it is closed → first command done",
                        timings.of("create"),
                        new Row.Peer("`bwrap … true`", timings.of("bare")),
                        "≤ 40 ms"),
                Row.millis("— create: door, holder, layer, relay, proof", timings.of("made"), ""),
                Row.millis("— first command", timings.of("first"), ""),
                Row.millis(
                        "sandbox: one more command in it",
                        timings.of("exec"),
                        new Row.Peer("`bwrap … true`", timings.of("bare again")),
                        ""),
                Row.millis("sandbox: kill, until no process is left", timings.of("kill"), ""));
    }

    /** Bubblewrap by hand, with the namespaces and mounts of a run's process but no filter, limit, layer, relay or proof. */
    private static List<String> bare(Path workspace) {
        List<String> line = new ArrayList<>(List.of(
                "bwrap",
                "--unshare-user",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-cgroup",
                "--unshare-net",
                "--disable-userns",
                "--cap-drop",
                "ALL",
                "--new-session",
                "--clearenv"));
        line.addAll(List.of("--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc"));
        for (String name : List.of("bin", "lib", "lib64")) {
            if (Files.isSymbolicLink(Path.of("/", name))) {
                line.addAll(List.of("--symlink", "usr/" + name, "/" + name));
            } else if (Files.isDirectory(Path.of("/", name))) {
                line.addAll(List.of("--ro-bind", "/" + name, "/" + name));
            }
        }
        line.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/home"));
        line.addAll(List.of("--bind", workspace.toString(), "/workspace", "--chdir", "/workspace", "/usr/bin/true"));
        return line;
    }
}
