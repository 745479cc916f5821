package dev.paddock.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server killed with SIGKILL under live runs of plain commands, and the next one, over HTTP. */
final class RecoveryBench {
    private static final int RUNS = 50;
    private static final String GOAL = "i=0; while :; do i=$((i + 1)); echo tick $i; sleep 1; done";

    private RecoveryBench() {}

    static List<Row> run(Scratch scratch, Installed installed) throws Exception {
        Path home = scratch.directory().resolve("recovery-home");
        Files.createDirectories(home);
        Files.writeString(home.resolve("config.yaml"), "runs:\n  max: " + RUNS + "\n");
        List<String> runs = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(home, installed)) {
            Path clone = scratch.repository("recovery", 1);
            String project = server.post(
                            "/projects", Map.of("url", clone.toUri().toString()))
                    .path("id")
                    .asString();
            for (int i = 0; i < RUNS; i++) {
                runs.add(server.post(
                                "/tasks",
                                Map.of(
                                        "project",
                                        project,
                                        "agents",
                                        List.of("shell"),
                                        "goal",
                                        GOAL,
                                        "name",
                                        "live-" + i))
                        .path("runs")
                        .path(0)
                        .path("id")
                        .asString());
            }
            for (String run : runs) {
                while (said(server, run) == 0) {
                    Thread.sleep(100);
                }
            }
            server.kill();
        }
        long start = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(home, installed)) {
            double ready = server.readyMillis;
            long[] before = new long[RUNS];
            for (int i = 0; i < RUNS; i++) {
                before[i] = said(server, runs.get(i));
            }
            for (int i = 0; i < RUNS; i++) {
                while (said(server, runs.get(i)) <= before[i]) {
                    Thread.sleep(20);
                }
            }
            double all = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            for (String run : runs) {
                server.post("/runs/" + run + "/stop", Map.of());
            }
            for (String run : runs) {
                String verified = server.get("/runs/" + run + "/verify");
                if (!verified.contains("\"ok\":true")) {
                    throw new IllegalStateException("the journal of " + run + " is not whole: " + verified);
                }
            }
            return List.of(
                    Row.millis(
                            "recovery: a server killed under " + RUNS
                                    + " live runs, the next one's start → first answer",
                            new Samples(List.of(ready)),
                            "< 5000 ms"),
                    Row.millis("— until each of them has told something new", new Samples(List.of(all)), ""));
        }
    }

    private static long said(ServerProcess server, String run) throws Exception {
        return server.journal(run).stream()
                .filter(event -> event.path("type").asString("").equals("text"))
                .count();
    }
}
