package dev.paddock.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock egress sets}. */
@Command(
        name = "sets",
        description = "Lists the named sets of hosts and what is in them.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock egress sets", "  paddock egress sets --json"})
final class EgressSetsCommand extends JsonCommand {
    EgressSetsCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode answer = servers().connect().get("/egress/sets");
        if (json) {
            printJson(answer);
            return ExitCode.OK;
        }
        for (JsonNode set : Json.list(answer, "sets")) {
            print(caller.outStyle().bold(Json.safe(set, "name")) + "  " + Json.safe(set, "description"));
            set.path("rules").forEach(rule -> print("  " + Sanitiser.line(rule.asString())));
        }
        return ExitCode.OK;
    }
}
