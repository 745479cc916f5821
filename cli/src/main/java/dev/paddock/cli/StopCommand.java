package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock stop}. */
@Command(
        name = "stop",
        description = "Ends runs and every process of them; their work is kept.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock stop 7f3a", "  paddock stop 7f3a 80bc"})
final class StopCommand extends JsonCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Ids or beginnings of them, tasks' names, or TASK/AGENT.")
    List<String> names = List.of();

    StopCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        List<String> ids = names.stream().map(new Runs(api)::id).toList();
        ObjectNode result = Json.object();
        ArrayNode runs = result.putArray("runs");
        for (String id : ids) {
            JsonNode run = api.post("/runs/" + id + "/stop", Json.object());
            runs.add(run);
            if (!json) {
                print(id + " is " + Json.safe(run, "state") + ".");
            }
        }
        if (json) {
            printJson(result);
        }
        return ExitCode.OK;
    }
}
