package dev.paddock.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Many tasks started at once, over HTTP, until each run has said its first word and until all have ended; none may fail. */
final class LoadBench {
    private static final Set<String> FIRST = Set.of("text", "thought", "tool");

    private final ServerProcess server;
    private final String project;

    private LoadBench(ServerProcess server, String project) {
        this.server = server;
        this.project = project;
    }

    static List<Row> run(Scratch scratch, Installed installed) throws Exception {
        Path clone = scratch.repository("load", 1);
        List<Row> rows = new ArrayList<>();
        for (int count : List.of(20, 100)) {
            Path home = scratch.directory().resolve("load-" + count);
            try (ServerProcess server = ServerProcess.start(home, installed, settings())) {
                LoadBench bench = new LoadBench(server, project(server, clone));
                // What is done once for a base commit, and what a server learns with its first run.
                bench.launch(1, Map.of("goal", "echo ready", "agents", List.of("shell")));
                int stay = 15 + count / 2;
                Samples first =
                        bench.launch(count, Map.of("goal", "echo ready; sleep " + stay, "agents", List.of("shell")));
                if (first.max() > stay * 1_000) {
                    throw new IOException(
                            "they were not at work together: the last began after " + first.max() + " ms");
                }
                rows.add(Row.tail(
                        count + " tasks with a shell command at once: requests → each said its first word", first, ""));
                rows.add(Row.figure(
                        "— the most that the server's heap held, " + count + " runs being at work together",
                        "MiB",
                        server.heapMebibytes(),
                        "≤ 512 MiB"));
                rows.add(Row.figure("— the server's resident memory then", "MiB", server.residentMebibytes(), ""));
            }
        }
        Path home = scratch.directory().resolve("load-claude");
        try (ServerProcess server = ServerProcess.start(home, installed, settings())) {
            server.post("/agents/claude/install", Map.of());
            LoadBench bench = new LoadBench(server, project(server, clone));
            Map<String, Object> order = Map.of(
                    "goal",
                    "Say good day.",
                    "agents",
                    List.of("claude"),
                    "rehearsal",
                    Map.of("script", "version: 1\nsteps:\n  - text: Good day.\n"));
            bench.launch(1, order);
            rows.add(Row.tail(
                    "20 tasks with Claude Code at once, rehearsed: requests → each said its first word",
                    bench.launch(20, order),
                    ""));
            rows.add(Row.figure("— the most that the server's heap held", "MiB", server.heapMebibytes(), "≤ 512 MiB"));
        }
        return rows;
    }

    private static Map<String, String> settings() {
        return Map.of("PADDOCK_RUNS_MAX", "128", "PADDOCK_RUNS_AHEAD", "0");
    }

    private static String project(ServerProcess server, Path clone) throws Exception {
        return server.post("/projects", Map.of("url", clone.toUri().toString()))
                .path("id")
                .asString();
    }

    /** Starts so many tasks at once; the time that each took to its first word. Returns when all have ended well. */
    private Samples launch(int count, Map<String, Object> order) throws Exception {
        Map<String, Object> body = new HashMap<>(order);
        body.put("project", project);
        List<Double> times = new ArrayList<>();
        try (ServerProcess.Live events = server.events()) {
            long start = System.nanoTime();
            Set<String> runs = new HashSet<>(Together.run(
                    count,
                    _ -> () -> server.post("/tasks", body)
                            .path("runs")
                            .path(0)
                            .path("id")
                            .asString()));
            Set<String> silent = new HashSet<>(runs);
            Set<String> open = new HashSet<>(runs);
            while (!open.isEmpty()) {
                JsonNode event = events.next();
                String run = event.path("run").asString();
                String state = event.path("state").asString("");
                if (state.equals("failed") || state.equals("cancelled")) {
                    throw new IOException("a run did not finish: " + event);
                }
                if (runs.contains(run) && FIRST.contains(event.path("type").asString()) && silent.remove(run)) {
                    times.add((System.nanoTime() - start) / 1e6);
                }
                if (state.equals("finished")) {
                    open.remove(run);
                }
            }
        }
        return new Samples(times);
    }
}
