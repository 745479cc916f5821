package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock config list}. */
@Command(
        name = "list",
        description = "Lists the settings with their values and where each comes from.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock config list", "  paddock config list --json"})
final class ConfigListCommand extends ConfigCommand {
    ConfigListCommand(Caller caller) {
        super(caller);
    }
}
