package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock egress}. */
@Command(
        name = "egress",
        description = "Shows and changes which hosts runs may reach; live runs follow at once.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class EgressCommand extends GroupCommand {
    EgressCommand(Caller caller) {
        super(caller);
    }
}
