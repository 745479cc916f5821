package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds runs by what people type: an id, a unique beginning of one, a task's name, or {@code TASK/AGENT}. */
final class Runs {
    /** What a person may call a run, in help. */
    static final String WHICH = "Its id or a beginning of it, its task's name, or TASK/AGENT.";

    private final Api api;

    Runs(Api api) {
        this.api = api;
    }

    /** @throws CliException NOT_FOUND, with what may have been meant */
    JsonNode find(String name) {
        if (name.contains("/")) {
            return byTaskAndAgent(name).orElseThrow(() -> unknown(name));
        }
        try {
            return api.get("/runs/" + Api.encode(name));
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.NOT_FOUND) {
                throw unknown(name);
            }
            throw e;
        }
    }

    String id(String name) {
        return Json.text(find(name), "id");
    }

    /** What a person calls this run. */
    static String label(JsonNode run, boolean withAgent) {
        String task = Json.text(run, "taskName");
        String goal = Json.text(run, "goal");
        String name =
                !goal.isEmpty() ? goal.lines().findFirst().orElse(goal) : !task.isEmpty() ? task : Json.text(run, "id");
        return Sanitiser.line(withAgent ? name + " · " + Json.text(run, "agent") : name);
    }

    private Optional<JsonNode> byTaskAndAgent(String name) {
        int slash = name.lastIndexOf('/');
        String task = name.substring(0, slash);
        String agent = name.substring(slash + 1);
        for (JsonNode candidate : Json.list(api.get("/tasks?limit=1000"), "tasks")) {
            boolean same = task.equals(Json.text(candidate, "name")) || task.equals(Json.text(candidate, "id"));
            if (!same) {
                continue;
            }
            Optional<JsonNode> run = Json.list(candidate, "runs").stream()
                    .filter(r -> agent.equals(Json.text(r, "agent")))
                    .findFirst();
            if (run.isPresent()) {
                return run;
            }
        }
        return Optional.empty();
    }

    private CliException unknown(String name) {
        List<String> names = new ArrayList<>();
        for (JsonNode task : Json.list(api.get("/tasks"), "tasks")) {
            names.add(Json.text(task, "name"));
            Json.list(task, "runs").forEach(run -> names.add(Json.text(run, "id")));
        }
        return new CliException(
                ExitCode.NOT_FOUND,
                "no run \"" + Sanitiser.line(name) + "\"",
                Suggestions.sentence(name, names, "`paddock list` lists the runs."));
    }
}
