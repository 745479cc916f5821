package dev.paddock.escape;

import dev.paddock.process.Processes;
import dev.paddock.sandbox.CacheLayer;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Attacks 54 and 90–92: another run of the same server. */
final class NeighbourAttacks {
    private NeighbourAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.shell(
                        54,
                        "use another run's door",
                        "python3 -c 'import os, socket\ns = socket.socket(socket.AF_UNIX)\ns.connect(os.environ[\"NEIGHBOUR_DOOR\"])\nprint(\"OPEN\")'"),
                new Attack(90, "read another run's files, temporary files and shared memory", NeighbourAttacks::files),
                new Attack(91, "connect to another run's ports", NeighbourAttacks::ports),
                new Attack(92, "poison a cache that other runs begin with", NeighbourAttacks::cache));
    }

    private static Outcome files(Target target) {
        String plant =
                "echo SECRET-$((40 + 2)) | tee /workspace/mine /tmp/mine /dev/shm/mine ~/mine >/dev/null; python3 -c 'from multiprocessing import shared_memory as m\n"
                        + "s = m.SharedMemory(name=\"mine2\", create=True, size=9)\ns.buf[:9] = b\"SECRET-42\"' 2>/dev/null; cat /tmp/mine";
        String look =
                "cat /workspace/mine /tmp/mine /dev/shm/mine* ~/mine \"$NEIGHBOUR\"/layer/upper/mine \"$NEIGHBOUR\"/home/mine /proc/*/root/tmp/mine 2>/dev/null; true";
        Said planted = target.inside(target.neighbour().sandbox(), plant);
        Said control = target.inside(target.neighbour().sandbox(), look);
        if (!planted.has("SECRET-42") || !control.has("SECRET-42")) {
            return new Outcome.Unproven("the neighbour itself does not find its file: " + control.line());
        }
        Said inside = target.inside(look);
        return inside.has("SECRET-42") ? new Outcome.Escaped(inside.line()) : new Outcome.Held();
    }

    private static Outcome ports(Target target) {
        String connect =
                "for i in {1..100}; do { exec 3<>/dev/tcp/127.0.0.1/8123; } 2>/dev/null && echo OPEN && break; sleep 0.05; done";
        Process server = target.neighbour()
                .sandbox()
                .start(Exec.of(List.of("/usr/bin/python3", "-m", "http.server", "8123", "--bind", "127.0.0.1")));
        try {
            Processes.drain(server.getInputStream(), 1_000);
            Processes.drain(server.getErrorStream(), 1_000);
            Said control = target.inside(target.neighbour().sandbox(), connect);
            if (!control.has(Attack.OPEN)) {
                return new Outcome.Unproven("the neighbour itself does not reach its port: " + control.line());
            }
            Said inside = target.inside("{ exec 3<>/dev/tcp/127.0.0.1/8123; } 2>/dev/null && echo OPEN");
            return inside.has(Attack.OPEN) ? new Outcome.Escaped("its port answers") : new Outcome.Held();
        } finally {
            Processes.killTree(server);
        }
    }

    private static Outcome cache(Target target) {
        Path lower = target.directory().resolve("caches");
        Said plain = target.outside(
                "mkdir -p \"$DIRECTORY/caches/bin\" && cd \"$DIRECTORY/caches\" && echo good | tee tool bin/tool && echo SECRET-42 >tool && cat tool && echo good >tool");
        String poison =
                "cd /paddock/cache && echo SECRET-42 >tool && rm -r bin && mkdir bin && echo SECRET-42 | tee bin/tool added && ln -s /etc/passwd link && chmod 777 . && cat tool";
        String look = "cd /paddock/cache && cat tool bin/tool added; ls -A";
        Said poisoned = target.inside(cached(target, "poisoner", lower), poison);
        if (!plain.has("SECRET-42") || !poisoned.has("SECRET-42")) {
            return new Outcome.Unproven("a cache can't be written at all: " + plain.line() + poisoned.line());
        }
        Said other = target.inside(cached(target, "victim", lower), look);
        Said kept = target.outside("cd \"$DIRECTORY/caches\" && cat tool bin/tool added; ls -A");
        if (other.has("SECRET-42") || kept.has("SECRET-42") || other.has("link") || kept.has("link")) {
            return new Outcome.Escaped("another run's cache has it: " + other.line());
        }
        return other.has("good") ? new Outcome.Held() : new Outcome.Unproven("there is no cache: " + other.line());
    }

    private static Sandbox cached(Target target, String run, Path lower) {
        Workspace workspace = target.workspace(run);
        Path own = workspace.directory().resolve("cache");
        try {
            Path upper = Files.createDirectories(own.resolve("upper"));
            Path work = Files.createDirectories(own.resolve("work"));
            return target.sandbox(workspace, ResourceAttacks.SMALL, new CacheLayer(lower, upper, work));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
