package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock agent}. */
@Command(
        name = "agent",
        description = "Lists, adds, installs, updates and removes agents: the programs that do the work.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock agent list",
            "  paddock agent show codex",
            "  paddock agent install claude",
            "  paddock agent add my-agent.yaml"
        })
final class AgentCommand extends GroupCommand {
    AgentCommand(Caller caller) {
        super(caller);
    }
}
