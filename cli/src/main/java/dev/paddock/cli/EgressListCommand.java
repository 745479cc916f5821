package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock egress list}. */
@Command(
        name = "list",
        description =
                "Lists the rules that hold for every run, a project or a run, and where each comes from. What denies wins.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock egress list", "  paddock egress list 7f3a", "  paddock egress list --project shop --json"})
final class EgressListCommand extends EgressLevelCommand {
    @Parameters(arity = "0..1", paramLabel = "RUN", description = "As --run.")
    @Nullable
    String which;

    EgressListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (which != null) {
            run = which;
        }
        Api api = servers().connect();
        JsonNode answer = api.get("/egress" + query(api, '?'));
        if (json) {
            printJson(answer);
        } else {
            new EgressTable(caller).print(Json.list(answer, "rules"));
        }
        return ExitCode.OK;
    }
}
