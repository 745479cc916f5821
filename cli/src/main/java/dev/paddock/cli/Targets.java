package dev.paddock.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds what people name where both a run and a whole task will do. */
final class Targets {
    private static final Set<String> ENDED = Set.of("finished", "failed", "cancelled");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Api api;

    Targets(Api api) {
        this.api = api;
    }

    /** A task's runs by its name or id, else the one run. */
    List<JsonNode> find(List<String> names) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        for (String name : names) {
            for (JsonNode run : find(name)) {
                found.put(Json.text(run, "id"), run);
            }
        }
        return List.copyOf(found.values());
    }

    static boolean hasEnded(JsonNode run) {
        return ENDED.contains(Json.text(run, "state"));
    }

    private List<JsonNode> find(String name) {
        if (!name.contains("/")) {
            try {
                JsonNode task = api.get("/tasks/" + Api.encode(name));
                if (name.equals(Json.text(task, "id")) || name.equals(Json.text(task, "name"))) {
                    return new ArrayList<>(Json.list(task, "runs"));
                }
            } catch (CliException e) {
                if (e.exitCode() != ExitCode.NOT_FOUND && e.exitCode() != ExitCode.REFUSED) {
                    throw e;
                }
            }
        }
        return List.of(new Runs(api).find(name));
    }

    /** Stops what is at work and waits until it has ended. */
    void end(Servers servers, JsonNode run) {
        if (hasEnded(run)) {
            return;
        }
        String id = Json.text(run, "id");
        JsonNode now = api.post("/runs/" + Api.encode(id) + "/stop", Json.object());
        if (hasEnded(now)) {
            return;
        }
        RunProgress progress = new RunProgress(id, id, Json.text(now, "state"), Json.number(now, "seq"));
        new EventFeed(servers::find, "runs=" + Api.encode(id), PATIENCE)
                .follow(
                        (event, raw) -> {
                            progress.apply(event);
                            return !progress.hasEnded();
                        },
                        trouble -> {});
    }
}
