package dev.paddock.cli;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock discard}. */
@Command(
        name = "discard",
        description = {
            "Gives up runs, or all runs of a task: frees sandbox, workspace and home. Shows first what goes and what stays.",
            "Journal, branch and diff stay, so that the work can still be landed; the conversation can't go on."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock discard 7f3a", "  paddock discard fix-login --yes"})
final class DiscardCommand extends JsonCommand {
    private static final Duration FREEING = Duration.ofMinutes(5);

    @Mixin
    TargetOptions chosen = new TargetOptions();

    DiscardCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        Targets targets = new Targets(api);
        List<JsonNode> runs = targets.find(chosen.names);
        for (JsonNode run : runs) {
            JsonNode disk = api.get("/runs/" + Api.encode(Json.text(run, "id")) + "/disk");
            caller.say(caller.errStyle().bold(Runs.label(run, true)) + "  " + Json.safe(run, "id"));
            if (!Targets.hasEnded(run)) {
                caller.say("  is " + Json.safe(run, "state") + " and will be stopped");
            }
            caller.say("  goes:   sandbox, workspace and home with the conversation, "
                    + Format.bytes(Json.number(disk, "workspaceBytes")));
            caller.say("  stays:  journal"
                    + (Json.optional(run, "commit") == null
                            ? ""
                            : ", diff and branch " + Json.safe(run, "branch") + ", "
                                    + Format.bytes(Json.number(disk, "resultBytes"))));
        }
        Confirmation.ask(caller, "Discard " + Format.many(runs.size(), "run") + "?", chosen.yes);
        ObjectNode result = Json.object();
        ArrayNode discarded = result.putArray("runs");
        for (JsonNode run : runs) {
            String id = Json.text(run, "id");
            targets.end(servers(), run);
            discarded.add(Progress.during(
                    caller,
                    "Discarding " + Sanitiser.line(id),
                    () -> api.post("/runs/" + Api.encode(id) + "/discard", Json.object(), FREEING)));
            if (!json) {
                print("Discarded " + Json.safe(run, "id") + ".");
            }
        }
        if (json) {
            printJson(result);
        }
        return ExitCode.OK;
    }
}
