package dev.paddock.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock version}. */
@Command(
        name = "version",
        description = "Shows the version of this command, and of the server if one is up.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock version", "  paddock version --json"})
final class VersionCommand extends JsonCommand {
    VersionCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Optional<String> server =
                servers().find().map(api -> Json.text(api.get("/status").path("server"), "version"));
        if (json) {
            ObjectNode result = Json.object().put("version", Version.current());
            result.put("server", server.orElse(null));
            printJson(result);
        } else {
            print("paddock " + Version.current());
            server.ifPresent(v -> print("server  " + Sanitiser.line(v)));
        }
        return ExitCode.OK;
    }
}
