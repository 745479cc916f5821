package dev.paddock.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock up}. */
@Command(
        name = "up",
        description = {
            "Starts the server, if it is not up.",
            "It takes keys such as ANTHROPIC_API_KEY from the environment it is started with."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock up", "  ANTHROPIC_API_KEY=… paddock up", "  PADDOCK_HOME=/srv/paddock paddock up"})
final class UpCommand extends JsonCommand {
    UpCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        boolean wasUp = servers().find().isPresent();
        Api api = servers().connect();
        JsonNode status = api.get("/status");
        JsonNode server = status.path("server");
        if (json) {
            printJson(status);
            return ExitCode.OK;
        }
        print((wasUp ? "The server was up already: " : "The server is up: ") + Json.safe(server, "url") + "  (process "
                + Json.safe(server, "pid") + ", home " + Json.safe(server, "home") + ")");
        if (wasUp) {
            servers().compareBuilds();
        }
        boolean hasKey = caller.variable("ANTHROPIC_API_KEY") != null;
        boolean serverHasIt = Json.list(status, "accounts").stream().anyMatch(a -> "anthropic".equals(a.asString("")));
        if (wasUp && hasKey && !serverHasIt) {
            caller.say(
                    "It was started without this ANTHROPIC_API_KEY: `paddock down && paddock up` hands it over; runs go on.");
        }
        return ExitCode.OK;
    }
}
