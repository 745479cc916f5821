package dev.paddock.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code paddock list}. */
@Command(
        name = "list",
        description = "Lists tasks and their runs, newest first.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock list", "  paddock list --live", "  paddock list --project shop --json"})
final class ListCommand extends JsonCommand {
    @Option(names = "--live", description = "Only tasks with a run that has not ended.")
    boolean live;

    @Option(names = "--project", paramLabel = "ID", description = "Only tasks of this project.")
    @Nullable
    String project;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: 50).")
    int limit = 50;

    ListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String raw = api.getText("/tasks?limit=" + Math.clamp(limit, 1, 1000) + (live ? "&state=live" : "")
                + (project == null ? "" : "&project=" + Api.encode(project)));
        if (json) {
            printJson(raw.strip());
            return ExitCode.OK;
        }
        List<JsonNode> tasks = new ArrayList<>(Json.list(Json.parse(raw), "tasks"));
        // What waits for a person comes first; the order is otherwise the server's.
        tasks.sort(Comparator.comparing(task -> !asks(task)));
        if (tasks.isEmpty()) {
            print(
                    live
                            ? "Nothing is at work."
                            : "No tasks yet. `paddock run \"GOAL\"` starts one; `paddock demo` shows how it looks.");
        }
        int width = Math.min(
                140, caller.terminal().out() ? caller.terminal().measure().get().columns() - 1 : 140);
        tasks.forEach(task -> show(task, width));
        return ExitCode.OK;
    }

    private void show(JsonNode task, int width) {
        Style style = caller.outStyle();
        String goal = Json.safe(task, "goal");
        String name = Json.safe(task, "name");
        String project = Json.safe(task, "projectName");
        String when = Times.ago(Json.text(task, "created"));
        String right = (project.isEmpty() ? "" : project + "  ") + when;
        String title = name.isEmpty() || isMadeOf(goal, name) ? goal : name + ": " + goal;
        int room = Math.max(10, width - Width.of(right) - 2);
        print(style.bold(Width.pad(title, room)) + "  " + style.dim(right));
        for (JsonNode run : Json.list(task, "runs")) {
            print(line(run, style, width));
        }
    }

    private static boolean asks(JsonNode task) {
        return Json.list(task, "runs").stream()
                .anyMatch(run -> !run.path("approvals").isEmpty());
    }

    /** What it asks and since when, or else what it changed. */
    private static String change(JsonNode run) {
        JsonNode asked = run.path("approvals").path(0);
        if (asked.isObject()) {
            return Json.safe(asked, "title") + ", " + Times.ago(Json.text(asked, "asked"));
        }
        String patience = States.patience(run);
        if (!patience.isEmpty()) {
            return patience;
        }
        JsonNode diff = run.path("diff");
        return Json.number(diff, "files") == 0
                ? ""
                : Format.many(Json.number(diff, "files"), "file") + " +" + Json.number(diff, "added") + " −"
                        + Json.number(diff, "removed");
    }

    /** Whether the server made the name of the goal, so that it tells nothing more. */
    private static boolean isMadeOf(String goal, String name) {
        return goal.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").startsWith(name);
    }

    /** From left to right what matters most; in a narrow terminal the branch goes first, then the agent. */
    private static String line(JsonNode run, Style style, int width) {
        String state = Json.text(run, "state");
        String change = change(run);
        String id = Json.safe(run, "id");
        boolean asks = !run.path("approvals").isEmpty() || !States.patience(run).isEmpty();
        boolean narrow = width < 2 + 2 + Width.of(id) + 2 + 10 + 2 + 11 + 16;
        String gap = narrow ? " " : "  ";
        int used = 2 + 2 + Width.of(id) + gap.length() + 10 + gap.length();
        String agent = narrow ? "" : Width.pad(Json.safe(run, "agent"), 9) + "  ";
        int room = Math.max(8, width - used - Width.of(agent));
        String outcome = Json.safe(run, "outcome");
        String word = asks || outcome.isEmpty() ? States.word(style, state, 10) : style.dim(Width.pad(outcome, 10));
        String left = "  " + States.glyph(style, state) + " " + id + gap + agent + word + gap;
        if (asks) {
            return left + style.yellow(Width.fit(change, room));
        }
        String branch = Width.fit(Json.safe(run, "branch"), Math.max(0, room - 18));
        return left + (branch.isEmpty() ? Width.fit(change, room) : Width.pad(change, 16) + "  " + style.dim(branch));
    }
}
