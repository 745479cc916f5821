package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent update}. */
@Command(
        name = "update",
        description = {
            "Pins another version of an agent's program, with the hash of each of its packages, and installs it.",
            "A copy of the agent's file in the server's agents.d/ says so; what ships is not changed."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock agent update claude",
            "  paddock agent update claude --to 0.99.0",
            "  paddock agent remove claude              back to the version that ships"
        })
final class AgentUpdateCommand extends JsonCommand {
    @Parameters(paramLabel = "AGENT", description = "Its name.")
    String agent = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "This version (default: the newest).")
    @Nullable
    String to;

    AgentUpdateCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode updated = new Agents(caller, servers().connect()).update(agent, to);
        String from = Json.safe(updated, "from");
        String now = Json.safe(updated, "to");
        String name = Sanitiser.line(agent);
        result(
                updated,
                from.equals(now)
                        ? "The agent " + name + " is at " + now + " already."
                        : name + ": " + from + " → " + now + "  " + Json.safe(updated, "integrity")
                                + "\nPinned in " + Json.safe(updated, "file")
                                + ".  Undo: paddock agent update " + name + " --to " + from);
        return ExitCode.OK;
    }
}
