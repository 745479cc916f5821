package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock agent install}. */
@Command(
        name = "install",
        description = "Installs an agent's pinned program on the server.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock agent install claude")
final class AgentInstallCommand extends JsonCommand {
    @Parameters(paramLabel = "AGENT", description = "Its name.")
    String agent = "";

    AgentInstallCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        new Agents(caller, servers().connect()).install(agent);
        result(Json.object().put("installed", agent), "The agent " + Sanitiser.line(agent) + " is installed.");
        return ExitCode.OK;
    }
}
