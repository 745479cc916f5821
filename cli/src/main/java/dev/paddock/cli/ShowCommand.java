package dev.paddock.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock show}. */
@Command(
        name = "show",
        description = "Shows a run: its state, branch, usage and what it changed.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock show 7f3a", "  paddock show fix-login/claude", "  paddock show 7f3a --json"})
final class ShowCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    ShowCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        JsonNode found = new Runs(api).find(run);
        if (json) {
            printJson(found);
        } else {
            Facts facts = new Facts(caller);
            show(found, facts);
            reach(api, Json.text(found, "id"), facts);
        }
        return ExitCode.OK;
    }

    private void show(JsonNode run, Facts facts) {
        Style style = caller.outStyle();
        String state = Json.text(run, "state");
        String waiting = Json.safe(run, "waiting");
        String reason = Json.safe(run, "reason");
        facts.head(States.glyph(style, state), style.bold(Runs.label(run, false)));
        facts.row(
                "state",
                States.word(style, state, Width.of(state))
                        + (waiting.isEmpty() ? "" : " for " + waiting)
                        + (reason.isEmpty() ? "" : style.dim("  " + reason)));
        facts.row("waits", style.yellow(waits(run)));
        facts.row("next", next(run));
        for (JsonNode asked : run.path("approvals")) {
            facts.row(
                    "asks",
                    style.yellow(Json.safe(asked, "title"))
                            + style.dim("  " + Times.ago(Json.text(asked, "asked")) + "  paddock approve "
                                    + Json.safe(run, "id") + " --id " + Json.safe(asked, "id")));
        }
        facts.row("outcome", Json.safe(run, "outcome"));
        facts.row("cleaned", cleaned(run));
        facts.row("run", Json.safe(run, "id"));
        facts.row("task", Json.safe(run, "taskName"));
        facts.row("agent", Json.safe(run, "agent"));
        facts.row("mode", Json.safe(run, "mode"));
        facts.row("branch", Json.safe(run, "branch"));
        facts.row("base", Json.safe(run, "base"));
        facts.row("commit", Json.safe(run, "commit"));
        facts.row("created", Times.ago(Json.text(run, "created")));
        facts.row("ended", Times.ago(Json.text(run, "ended")));
        JsonNode diff = run.path("diff");
        facts.row(
                "changed",
                Format.many(Json.number(diff, "files"), "file") + " +" + Json.number(diff, "added") + " −"
                        + Json.number(diff, "removed"));
        facts.row(
                "usage",
                Usage.ofRun(run.path("usage")) + ", "
                        + Format.many(Json.number(run.path("usage"), "requests"), "request"));
        limits(run, facts);
    }

    private void limits(JsonNode run, Facts facts) {
        JsonNode limits = run.path("limits");
        facts.row(
                "worked",
                Format.elapsed(Duration.ofMillis(
                                (long) (run.path("workedSeconds").asDouble(0) * 1_000)))
                        + of(Json.safe(limits, "time")) + ", "
                        + Format.many(Json.number(run, "turns"), "turn") + of(Json.safe(limits, "turns")));
        JsonNode readings = run.path("readings");
        if (readings.isObject()) {
            facts.row("sandbox", new Readings(readings).sentence());
        }
        StringJoiner all = new StringJoiner(", ");
        for (Map.Entry<String, JsonNode> limit : limits.properties()) {
            all.add(Sanitiser.line(limit.getKey()) + " " + Json.safe(limits, limit.getKey()));
        }
        facts.row("limits", caller.outStyle().dim(all.toString()));
    }

    private static String of(String limit) {
        return limit.isEmpty() || "none".equals(limit) ? "" : " of " + limit;
    }

    /** What a queued or parked run waits for, and how it goes on at once. */
    private static String waits(JsonNode run) {
        String patience = States.patience(run);
        String lack = Json.safe(run.path("queue"), "waitsFor");
        if (!Json.text(run, "due").isEmpty()) {
            return patience + "; `paddock restart " + Json.safe(run, "id") + " --from-failure` goes on now";
        }
        return patience + (lack.isEmpty() ? "" : (patience.isEmpty() ? "" : ", ") + "waits for " + lack);
    }

    /** How a run that did not come to its end goes on. */
    private static String next(JsonNode run) {
        boolean stopped = List.of("failed", "cancelled").contains(Json.text(run, "state"));
        boolean canGoOn =
                Json.text(run, "freed").isEmpty() && Json.text(run, "outcome").isEmpty();
        String restart = "`paddock restart " + Json.safe(run, "id");
        return !stopped
                ? ""
                : canGoOn
                        ? restart + " --from-failure` goes on where it ended"
                        : restart + "` tries the goal once more";
    }

    private static String cleaned(JsonNode run) {
        String freed = Times.ago(Json.text(run, "freed"));
        String archived = Times.ago(Json.text(run, "archived"));
        if (!archived.isEmpty()) {
            return "workspace " + freed + ", branch " + archived + "; journal and diff are kept";
        }
        return freed.isEmpty() ? "" : "workspace " + freed + ": it can't go on; journal, branch and diff are kept";
    }

    /** Which hosts it may reach. An older server does not say. */
    private void reach(Api api, String id, Facts facts) {
        List<JsonNode> rules;
        try {
            rules = Json.list(api.get("/egress?run=" + Api.encode(id)), "rules");
        } catch (CliException e) {
            return;
        }
        StringJoiner reach = new StringJoiner(", ");
        for (JsonNode rule : rules) {
            reach.add(("deny".equals(Json.text(rule, "verdict")) ? "not " : "") + Json.safe(rule, "rule"));
        }
        facts.row("reach", reach.toString());
        for (JsonNode rule : rules) {
            String warning = Json.safe(rule, "warning");
            if (!warning.isEmpty()) {
                facts.row("warning", caller.outStyle().yellow(warning));
            }
        }
    }
}
