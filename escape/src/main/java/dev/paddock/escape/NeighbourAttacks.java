package dev.paddock.escape;

import dev.paddock.process.Processes;
import dev.paddock.sandbox.Exec;
import java.util.List;

/** Attacks 54, 90 and 91: another run of the same server. */
final class NeighbourAttacks {
    private NeighbourAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.shell(
                        54,
                        "use another run's door",
                        "python3 -c 'import os, socket\ns = socket.socket(socket.AF_UNIX)\ns.connect(os.environ[\"NEIGHBOUR_DOOR\"])\nprint(\"OPEN\")'"),
                new Attack(90, "read another run's files, temporary files and shared memory", NeighbourAttacks::files),
                new Attack(91, "connect to another run's ports", NeighbourAttacks::ports));
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
}
