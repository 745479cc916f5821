package dev.paddock.cli;

import picocli.CommandLine.Command;

/** {@code paddock project}. */
@Command(
        name = "project",
        description = "Adds, lists and removes projects: the git repositories that the server knows.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock project add",
            "  paddock project add https://github.com/me/shop.git --name shop",
            "  paddock project list",
            "  paddock project remove shop"
        })
final class ProjectCommand extends GroupCommand {
    ProjectCommand(Caller caller) {
        super(caller);
    }
}
