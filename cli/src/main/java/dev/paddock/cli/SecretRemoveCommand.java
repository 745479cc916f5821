package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock secret remove}. */
@Command(
        name = "remove",
        description = "Forgets a secret; processes that have it keep it until they end.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock secret remove shop NPM_TOKEN")
final class SecretRemoveCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "PROJECT", description = "Its id or name.")
    String project = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The secret's name.")
    String name = "";

    SecretRemoveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        servers().connect().delete("/projects/" + Api.encode(project) + "/secrets/" + Api.encode(name));
        result(Json.object().put("removed", name), "Forgot " + Sanitiser.line(name) + ".");
        return ExitCode.OK;
    }
}
