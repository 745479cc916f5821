package dev.paddock.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Workspaces with sandboxes that stand ready, claimed by twenty runs at once. */
final class ClaimBench {
    private static final int AT_ONCE = 20;

    private ClaimBench() {}

    private record Claimed(Ground.Live live, double claimed, double ran) {}

    static List<Row> run(Scratch scratch, int rounds) throws Exception {
        Timings timings = new Timings();
        Path clone = scratch.repository("claimed", 1);
        try (Ground ground = new Ground(scratch, clone)) {
            String commit = ground.fetch();
            ground.checkOut(commit);
            for (int i = 0; i <= rounds; i++) {
                int round = i;
                List<Ground.Ready> ready = new ArrayList<>();
                for (int n = 0; n < AT_ONCE; n++) {
                    String id = "ready-" + round + "-" + n;
                    ready.add(timings.time("made", () -> ground.ahead(id, commit)));
                }
                List<Claimed> claimed = Together.run(AT_ONCE, n -> () -> {
                    long start = System.nanoTime();
                    Ground.Live live = ground.claim(ready.get(n), "c" + round + "-" + n);
                    double after = (System.nanoTime() - start) / 1e6;
                    live.run("/usr/bin/true");
                    return new Claimed(live, after, (System.nanoTime() - start) / 1e6);
                });
                for (Claimed each : claimed) {
                    timings.add("claimed", each.claimed());
                    timings.add("ran", each.ran());
                    each.live().end();
                }
                if (i == 0) {
                    timings.forget();
                }
            }
        }
        return List.of(
                Row.tail(
                        "20 runs at once claim a workspace with a sandbox that stands ready: branch, door, proof, all succeed",
                        timings.of("claimed"),
                        "p50 < 60 ms, p99 < 150 ms"),
                Row.tail("— until the first command of each is done", timings.of("ran"), ""),
                Row.tail("— to make one ahead, one after the other", timings.of("made"), ""));
    }
}
