package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock secret}. */
@Command(
        name = "secret",
        description = {
            "Keeps secrets of a project on the server: variables that the processes of its runs get.",
            "In journals and in what commands print, their names stand in their place."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock secret set shop NPM_TOKEN",
            "  paddock secret set shop NPM_TOKEN < token.txt",
            "  paddock secret list shop",
            "  paddock secret remove shop NPM_TOKEN"
        })
final class SecretCommand extends GroupCommand {
    SecretCommand(Caller caller) {
        super(caller);
    }
}
