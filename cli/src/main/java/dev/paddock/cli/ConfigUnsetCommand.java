package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock config unset}. */
@Command(
        name = "unset",
        description = "Takes a setting out of config.yaml, so that its default holds.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock config unset limits.memory"})
final class ConfigUnsetCommand extends JsonCommand {
    @Parameters(paramLabel = "KEY", description = "As `paddock config list` shows it.")
    String key = "";

    ConfigUnsetCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode setting =
                servers().connect().send("DELETE", "/config/" + Api.encode(key), "application/json", "", Api.USUAL);
        if (json) {
            printJson(setting);
        } else {
            ConfigSetCommand.told(caller, setting);
        }
        return ExitCode.OK;
    }
}
