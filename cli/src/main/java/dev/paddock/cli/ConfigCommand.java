package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code paddock config}; alone it lists. */
@Command(
        name = "config",
        description = {
            "Shows and changes the server's settings, and where each value comes from: the default, config.yaml or a PADDOCK_ variable, which wins.",
            "Alone it lists them."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        commandListHeading = "%nCommands:%n",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock config",
            "  paddock config get limits.memory",
            "  paddock config set limits.memory 8g",
            "  paddock config unset limits.memory"
        })
class ConfigCommand extends JsonCommand {
    ConfigCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode answer = servers().connect().get("/config");
        if (json) {
            printJson(answer);
            return ExitCode.OK;
        }
        List<JsonNode> settings = Json.list(answer, "settings");
        int keys = width(settings, "key");
        int values = Math.min(40, width(settings, "value"));
        for (JsonNode setting : settings) {
            String value = Json.safe(setting, "value");
            print(Width.pad(Json.safe(setting, "key"), keys) + "  "
                    + Width.pad(value.isEmpty() ? "-" : value, Math.max(1, values)) + "  "
                    + caller.outStyle().dim(origin(setting)));
        }
        return ExitCode.OK;
    }

    private static int width(List<JsonNode> settings, String field) {
        return settings.stream()
                .mapToInt(s -> Width.of(Json.safe(s, field)))
                .max()
                .orElse(0);
    }

    /** Where a value comes from, in a few words. */
    static String origin(JsonNode setting) {
        String where = Json.safe(setting, "where");
        return where.isEmpty() ? "default" : where;
    }
}
