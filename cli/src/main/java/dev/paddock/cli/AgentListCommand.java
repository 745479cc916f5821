package dev.paddock.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent list}. */
@Command(
        name = "list",
        description = "Lists the agents that can be named, installed or not.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock agent list", "  paddock agent list --json"})
final class AgentListCommand extends JsonCommand {
    AgentListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        String raw = servers().connect().getText("/agents").strip();
        if (json) {
            printJson(raw);
            return ExitCode.OK;
        }
        Style style = caller.outStyle();
        for (JsonNode agent : Json.list(Json.parse(raw), "agents")) {
            boolean installed = agent.path("installed").asBoolean(false);
            String mark = installed ? style.green("✓") : style.dim("·");
            String state = installed ? "installed" : style.dim("paddock agent install " + Json.safe(agent, "name"));
            print(mark + " " + style.bold(Width.pad(Json.safe(agent, "name"), 16))
                    + Width.pad(Json.safe(agent, "protocol"), 9) + Width.pad(Json.safe(agent, "version"), 12) + state);
        }
        return ExitCode.OK;
    }
}
