package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock config set}. */
@Command(
        name = "set",
        description = {
            "Writes a setting into config.yaml, once it is sure that the server takes it; comments stay.",
            "It holds from the server's next start."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock config set limits.memory 8g", "  paddock config set egress.allow packages,docs.example.org"
        })
final class ConfigSetCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "KEY", description = "As `paddock config list` shows it.")
    String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "A list is written with commas; none is an empty one.")
    String value = "";

    ConfigSetCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode setting = servers()
                .connect()
                .put("/config/" + Api.encode(key), Json.object().put("value", value));
        if (json) {
            printJson(setting);
        } else {
            told(caller, setting);
        }
        return ExitCode.OK;
    }

    /** Says what holds from now on, and what is in its way. */
    static void told(Caller caller, JsonNode setting) {
        String value = Json.safe(setting, "value");
        caller.out()
                .println(Json.safe(setting, "key") + " is " + (value.isEmpty() ? "empty" : value) + "  "
                        + caller.outStyle().dim(ConfigCommand.origin(setting)));
        if ("variable".equals(Json.text(setting, "source"))) {
            caller.say("The variable " + Json.safe(setting, "variable") + " wins over the file.");
        }
        caller.say("It holds when the server starts again: `" + caller.command() + " down && " + caller.command()
                + " up`; runs go on.");
    }
}
