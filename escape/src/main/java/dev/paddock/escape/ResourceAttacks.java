package dev.paddock.escape;

import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Sandbox;
import java.util.List;

/** Attacks 85–87 and 89: a run that takes all there is. */
final class ResourceAttacks {
    /** For runs that only have to be there, or to hit a limit soon. */
    static final Limits SMALL = new Limits(192L << 20, 1, 64, 256, 32L << 20, 16L << 20);

    private static final String FORKS = """
            python3 -c 'import os, signal
            children = []
            try:
                while len(children) < 200:
                    child = os.fork()
                    if child == 0:
                        signal.pause()
                    children.append(child)
                print("OPEN")
            except OSError as e:
                print(e)
            for child in children:
                os.kill(child, 9)'""";

    private ResourceAttacks() {}

    static List<Attack> all() {
        return List.of(
                limited(85, "take all processes", FORKS, FORKS),
                limited(
                        86,
                        "take all memory",
                        "python3 -c 'b = bytearray(600 << 20)\nfor i in range(0, len(b), 4096): b[i] = 1\nprint(\"OP\" \"EN\")' 2>/dev/null",
                        "python3 -c 'b = bytearray(600 << 20)\nfor i in range(0, len(b), 4096): b[i] = 1\nprint(\"OPEN\")'"),
                limited(
                        87,
                        "fill the disk through /tmp, shared memory or one huge file",
                        "for place in /tmp /dev/shm /workspace; do head -c 700m /dev/zero >$place/big 2>/dev/null && echo OPEN $place; rm -f $place/big; done",
                        "head -c 700m /dev/zero >\"$DIRECTORY/big\" && echo OPEN; rm -f \"$DIRECTORY/big\""),
                limited(
                        89,
                        "take all open files",
                        "python3 -c 'import os\nfor i in range(600): os.open(\"/dev/null\", 0)\nprint(\"OPEN\")' 2>/dev/null",
                        "ulimit -n $(ulimit -H -n); python3 -c 'import os\nfor i in range(600): os.open(\"/dev/null\", 0)\nprint(\"OPEN\")'"));
    }

    private static Attack limited(int number, String title, String probe, String control) {
        return new Attack(number, title, target -> {
            Said outside = target.outside(control);
            if (!outside.has(Attack.OPEN)) {
                return new Outcome.Unproven("outside it can't be taken either: " + outside.line());
            }
            Sandbox sandbox = target.live("greedy-" + number, SMALL).sandbox();
            Said inside = target.inside(sandbox, probe);
            Said neighbour = target.inside("echo well");
            if (inside.code() < 0) {
                return new Outcome.Unproven("the probe did not end in time");
            }
            if (inside.has(Attack.OPEN)) {
                return new Outcome.Escaped("the limit did not hold: " + inside.line());
            }
            return neighbour.has("well")
                    ? new Outcome.Held()
                    : new Outcome.Escaped("another run suffered: " + neighbour.line());
        });
    }
}
