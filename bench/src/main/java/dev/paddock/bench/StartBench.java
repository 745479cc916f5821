package dev.paddock.bench;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.AgentLaunch;
import dev.paddock.agent.Agents;
import dev.paddock.home.Home;
import dev.paddock.rehearsal.Rehearsal;
import dev.paddock.rehearsal.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** From the request that starts a task to its first event that an agent made, over HTTP, beside the agent's program alone. */
final class StartBench {
    private static final String GOAL = "Say good day.";
    private static final String SCRIPT = """
            version: 1
            steps:
              - text: Good day.
            """;
    private static final Set<String> FIRST = Set.of("text", "thought", "tool");

    private final Scratch scratch;
    private final ServerProcess server;
    private final Timings timings = new Timings();
    private final Path clone;
    private final String project;

    private StartBench(Scratch scratch, ServerProcess server) throws Exception {
        this.scratch = scratch;
        this.server = server;
        clone = scratch.repository("start", 1);
        project = server.post("/projects", Map.of("url", clone.toUri().toString()))
                .path("id")
                .asString();
    }

    static List<Row> run(Scratch scratch, int rounds, Installed installed) throws Exception {
        Path home = scratch.directory().resolve("start-home");
        try (ServerProcess server = ServerProcess.start(home, installed);
                Rehearsal rehearsal = Rehearsal.start()) {
            StartBench bench = new StartBench(scratch, server);
            server.post("/agents/claude/install", Map.of());
            Agents agents = new Agents(
                    installed.dist().resolve("agents"),
                    new Home(home, scratch.directory().resolve("rt")),
                    System.getenv());
            AgentFile claude = agents.get("claude");
            AgentLaunch launch = agents.launch(claude, List.of(), GOAL);
            for (int i = 0; i <= rounds; i++) {
                bench.alone(claude, launch, rehearsal, i);
                bench.order("claude", Map.of("goal", GOAL, "rehearsal", Map.of("script", SCRIPT)));
                bench.timings.time("sh alone", () -> Scratch.sh(bench.clone, "echo good day"));
                bench.order("shell", Map.of("goal", "echo good day"));
                if (i == 0) {
                    bench.timings.forget();
                }
            }
            return bench.rows();
        }
    }

    private void alone(AgentFile file, AgentLaunch launch, Rehearsal rehearsal, int round) throws Exception {
        Path workspace = scratch.directory().resolve("alone-" + round);
        Scratch.sh(scratch.directory(), "git clone -q '" + clone + "' '" + workspace + "'");
        Script script = Script.parse(SCRIPT);
        timings.time("claude alone", () -> {
            try (BareAgent agent = new BareAgent(
                    file,
                    launch,
                    scratch.directory().resolve("home-" + round),
                    workspace,
                    rehearsal.endpoint("alone-" + round, script))) {
                agent.untilFirstUpdate(workspace, file.modes().getOrDefault("bypass", "default"), GOAL);
            }
            return "answered";
        });
    }

    /** Starts a task, takes the time of its first event and of the steps before it, and waits for its end. */
    private void order(String agent, Map<String, Object> order) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(order);
        body.put("project", project);
        body.put("agents", List.of(agent));
        String run;
        try (ServerProcess.Live events = server.events()) {
            long start = System.nanoTime();
            run = server.post("/tasks", body).path("runs").path(0).path("id").asString();
            timings.add(agent + " answered", (System.nanoTime() - start) / 1e6);
            until(events, run, event -> FIRST.contains(type(event)));
            timings.add(agent, (System.nanoTime() - start) / 1e6);
            JsonNode last = until(
                    events,
                    run,
                    event -> Set.of("finished", "failed", "cancelled")
                            .contains(event.path("state").asString("")));
            timings.add(agent + " whole", (System.nanoTime() - start) / 1e6);
            if (!last.path("state").asString().equals("finished")) {
                throw new IOException("the run did not finish: " + last);
            }
        }
        List<JsonNode> journal = server.journal(run);
        Instant queued = time(journal, event -> true);
        Instant started = time(journal, event -> type(event).equals("agent"));
        Instant prompted = time(journal, event -> type(event).equals("prompt"));
        Instant spoke = time(journal, event -> FIRST.contains(type(event)));
        timings.add(agent + " started", millis(queued, started));
        timings.add(agent + " opened", millis(started, prompted));
        timings.add(agent + " spoke", millis(prompted, spoke));
        server.post("/runs/" + run + "/stop", Map.of());
    }

    private static JsonNode until(ServerProcess.Live events, String run, Predicate<JsonNode> wanted)
            throws IOException {
        while (true) {
            JsonNode event = events.next();
            boolean failed = event.path("state").asString("").equals("failed");
            if (event.path("run").asString().equals(run) && (failed || wanted.test(event))) {
                if (failed) {
                    throw new IOException("the run failed: " + event);
                }
                return event;
            }
        }
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        Samples alone = timings.of("claude alone");
        Samples claude = timings.of("claude");
        rows.add(Row.millis(
                "start a task with Claude Code, rehearsed: request → its first event",
                claude,
                new Row.Peer("Claude Code alone", alone),
                ""));
        rows.add(Row.millis(
                "— our share: the difference of the medians",
                new Samples(List.of(claude.median() - alone.median())),
                "< 100 ms"));
        rows.add(Row.millis("— the request is answered", timings.of("claude answered"), ""));
        rows.add(Row.millis(
                "— queued → workspace and sandbox made, agent's program started", timings.of("claude started"), ""));
        rows.add(Row.millis("— its program started → conversation open, goal given", timings.of("claude opened"), ""));
        rows.add(Row.millis("— goal given → first event", timings.of("claude spoke"), ""));
        rows.add(Row.millis("— request → finished, work collected", timings.of("claude whole"), ""));
        rows.add(Row.millis(
                "start a task with a shell command: request → its first event",
                timings.of("shell"),
                new Row.Peer("`sh -c` alone", timings.of("sh alone")),
                "< 100 ms"));
        rows.add(Row.millis("— request → finished, work collected", timings.of("shell whole"), ""));
        return rows;
    }

    private static String type(JsonNode event) {
        return event.path("type").asString("");
    }

    private static Instant time(List<JsonNode> journal, Predicate<JsonNode> wanted) throws IOException {
        for (JsonNode event : journal) {
            if (wanted.test(event)) {
                return Instant.parse(event.path("time").asString());
            }
        }
        throw new IOException("an event is missing in " + journal);
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
