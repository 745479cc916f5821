package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock config get}. */
@Command(
        name = "get",
        description = "Prints a setting's value.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock config get runs.max", "  paddock config get runs.max --json      where it comes from, too"
        })
final class ConfigGetCommand extends JsonCommand {
    @Parameters(paramLabel = "KEY", description = "As `paddock config list` shows it.")
    String key = "";

    ConfigGetCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        List<JsonNode> settings = Json.list(servers().connect().get("/config"), "settings");
        JsonNode setting = settings.stream()
                .filter(s -> key.equals(Json.text(s, "key")))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.NOT_FOUND,
                        "no setting \"" + Sanitiser.line(key) + "\"",
                        Suggestions.sentence(
                                key,
                                settings.stream().map(s -> Json.text(s, "key")).toList(),
                                "`paddock config list` lists them.")));
        result(setting, Json.safe(setting, "value"));
        return ExitCode.OK;
    }
}
