package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock project remove}. */
@Command(
        name = "remove",
        description = "Removes a project from the server, with the work of its runs; your own clone is not touched.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock project remove shop")
final class ProjectRemoveCommand extends JsonCommand {
    @Parameters(paramLabel = "PROJECT", description = "Its id or name.")
    String project = "";

    ProjectRemoveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        try {
            api.delete("/projects/" + Api.encode(project));
        } catch (CliException e) {
            throw e.exitCode() == ExitCode.NOT_FOUND ? new Projects(caller, api).unknown(project) : e;
        }
        result(Json.object().put("removed", project), "Removed " + Sanitiser.line(project) + ".");
        return ExitCode.OK;
    }
}
