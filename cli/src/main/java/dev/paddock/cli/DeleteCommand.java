package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock delete}. */
@Command(
        name = "delete",
        description = {
            "Deletes tasks, or single runs, with all they left: workspaces, branches, diffs and journals. Shows first what goes.",
            "What was landed stays landed. There is no way back; `paddock discard` frees the disk and keeps the work."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock delete fix-login", "  paddock delete 7f3a --yes"})
final class DeleteCommand extends JsonCommand {
    @Mixin
    TargetOptions chosen = new TargetOptions();

    DeleteCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        Targets targets = new Targets(api);
        List<JsonNode> runs = targets.find(chosen.names);
        for (JsonNode run : runs) {
            caller.say(caller.errStyle().bold(Runs.label(run, true)) + "  " + Json.safe(run, "id"));
            String outcome = Json.safe(run, "outcome");
            boolean work = Json.optional(run, "commit") != null;
            caller.say("  goes:   " + (Targets.hasEnded(run) ? "" : "the agent at work, ") + "workspace, "
                    + (work ? "branch " + Json.safe(run, "branch") + " with its diff, " : "")
                    + "journal of " + Format.many(Json.number(run, "seq"), "event"));
            if (work && !"landed".equals(outcome)) {
                caller.say(caller.errStyle().yellow("  its work was not landed"));
            }
        }
        Confirmation.ask(caller, "Delete " + Format.many(runs.size(), "run") + " for good?", chosen.yes);
        ObjectNode result = Json.object();
        ArrayNode deleted = result.putArray("deleted");
        for (JsonNode run : runs) {
            String id = Json.text(run, "id");
            targets.end(servers(), run);
            api.delete("/runs/" + Api.encode(id));
            deleted.add(id);
            if (!json) {
                print("Deleted " + Sanitiser.line(id) + ".");
            }
        }
        if (json) {
            printJson(result);
        }
        return ExitCode.OK;
    }
}
