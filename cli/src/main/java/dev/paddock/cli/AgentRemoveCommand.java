package dev.paddock.cli;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent remove}. */
@Command(
        name = "remove",
        description = {
            "Removes an agent that was added, with its program; of one that ships only the installed program.",
            "Says what went. Does nothing while a run uses the agent."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock agent remove my-agent", "  paddock agent remove claude      undoes an update"})
final class AgentRemoveCommand extends JsonCommand {
    @Parameters(paramLabel = "AGENT", description = "Its name.")
    String agent = "";

    AgentRemoveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        byte[] answer = servers().connect().deleted("/agents/" + Api.encode(agent));
        JsonNode removed = Json.parse(new String(answer, StandardCharsets.UTF_8));
        if (json) {
            printJson(removed);
            return ExitCode.OK;
        }
        removed.path("removed").forEach(path -> print("Removed " + Sanitiser.line(path.asString(""))));
        if (removed.path("ships").asBoolean(false)) {
            print("The agent " + Sanitiser.line(agent) + " that ships is there as before.");
        }
        return ExitCode.OK;
    }
}
