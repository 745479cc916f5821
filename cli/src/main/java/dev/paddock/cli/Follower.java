package dev.paddock.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows runs until each has ended. Ctrl-C leaves them at work and says how to come back. */
final class Follower {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Caller caller;
    private final Servers servers;

    Follower(Caller caller, Servers servers) {
        this.caller = caller;
        this.servers = servers;
    }

    /** @param runs what to show; they hold what is known afterwards */
    void follow(List<RunProgress> runs) {
        Map<String, RunProgress> byId = new LinkedHashMap<>();
        runs.forEach(run -> byId.put(run.id(), run));
        RunsView view = RunsView.of(caller, runs);
        Thread onInterrupt = Thread.ofPlatform().unstarted(() -> {
            view.close();
            left(runs);
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        Asker asker = Asker.possible(caller) ? new Asker(caller, servers, view) : null;
        try (view;
                asker) {
            String query = "runs="
                    + String.join(",", byId.keySet().stream().map(Api::encode).toList());
            new EventFeed(servers::find, query, PATIENCE)
                    .follow((event, raw) -> take(byId, view, asker, event), view::trouble);
        } finally {
            forget(onInterrupt);
        }
    }

    private static boolean take(Map<String, RunProgress> byId, RunsView view, @Nullable Asker asker, JsonNode event) {
        RunProgress run = byId.get(Json.text(event, "run"));
        if (run != null) {
            view.event(run, event);
            if (asker != null) {
                asker.event(run, event);
            }
        }
        return !byId.values().stream().allMatch(RunProgress::hasEnded);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook runs.
            return;
        }
    }

    private void left(List<RunProgress> runs) {
        List<RunProgress> live = runs.stream().filter(r -> !r.hasEnded()).toList();
        if (live.isEmpty()) {
            return;
        }
        caller.say(live.size() == 1 ? "The run goes on." : "The runs go on.");
        for (RunProgress run : live) {
            caller.say("  " + run.label() + ":  paddock attach " + run.id() + "  ·  paddock stop " + run.id());
        }
        caller.err().flush();
    }

    /** The exit code for runs that were waited for. */
    static int exitCode(List<JsonNode> runs) {
        List<String> states = runs.stream().map(r -> Json.text(r, "state")).toList();
        if (states.contains("failed")) {
            return ExitCode.FAILED;
        }
        return states.contains("cancelled") ? ExitCode.CANCELLED : ExitCode.OK;
    }
}
