package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock auth use}. */
@Command(
        name = "use",
        description = "Makes an account the default of its vendor.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock auth use claude work", "  paddock auth use codex environment"})
final class AuthUseCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "VENDOR", description = "claude, codex, gemini or openai-compatible.")
    String vendor = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "As `paddock auth list` shows.")
    String name = "";

    AuthUseCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        String path = "/accounts/" + Api.encode(Vendors.of(vendor)) + "/" + Api.encode(name) + "/use";
        JsonNode account = servers().connect().post(path, Json.object());
        result(
                account,
                "Runs use " + Json.safe(account, "name") + " for " + Json.safe(account, "vendor") + " from now on.");
        return ExitCode.OK;
    }
}
