package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock secret list}. */
@Command(
        name = "list",
        description = "Lists the names of a project's secrets.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock secret list shop")
final class SecretListCommand extends JsonCommand {
    @Parameters(paramLabel = "PROJECT", description = "Its id or name.")
    String project = "";

    SecretListCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode answer = servers().connect().get("/projects/" + Api.encode(project) + "/secrets");
        if (json) {
            printJson(answer);
            return ExitCode.OK;
        }
        List<JsonNode> secrets = Json.list(answer, "secrets");
        if (secrets.isEmpty()) {
            print("No secrets. `paddock secret set " + Sanitiser.line(project) + " NAME` keeps one.");
        }
        int width = secrets.stream()
                .mapToInt(secret -> Width.of(Json.safe(secret, "name")))
                .max()
                .orElse(0);
        for (JsonNode secret : secrets) {
            print(Width.pad(Json.safe(secret, "name"), width) + "  "
                    + caller.outStyle().dim(Times.ago(Json.text(secret, "since"))));
        }
        return ExitCode.OK;
    }
}
