package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent show}. */
@Command(
        name = "show",
        description =
                "Shows an agent: its file, its program with version and hash, its modes and models, how to sign in.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock agent show codex", "  paddock agent show codex --json"})
final class AgentShowCommand extends JsonCommand {
    @Parameters(paramLabel = "AGENT", description = "Its name.")
    String agent = "";

    AgentShowCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        JsonNode shown = servers().connect().get("/agents/" + Api.encode(agent));
        if (json) {
            printJson(shown);
            return ExitCode.OK;
        }
        String name = Json.safe(shown, "name");
        print(caller.outStyle().bold(name) + "  " + Json.safe(shown, "description"));
        row("speaks", Json.safe(shown, "protocol"));
        row("file", Json.safe(shown, "file") + " (" + Json.safe(shown, "source") + ")");
        JsonNode program = shown.path("program");
        if (program.isObject()) {
            row("program", Json.safe(program, "name") + " " + Json.safe(program, "version"));
            row("integrity", Json.safe(program, "integrity"));
            boolean installed = shown.path("installed").asBoolean(false);
            row("where", installed ? Json.safe(program, "directory") : "not installed: paddock agent install " + name);
        }
        List<String> modes = new ArrayList<>();
        shown.path("modes")
                .properties()
                .forEach(mode -> modes.add(Sanitiser.line(mode.getKey()) + " = "
                        + Sanitiser.line(mode.getValue().asString(""))));
        row("modes", String.join(", ", modes));
        row("models", words(shown.path("models")));
        row("commands", words(shown.path("commands")));
        row("sign in", Json.safe(shown, "signIn"));
        return ExitCode.OK;
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(Sanitiser.line(word.asString(""))));
        return String.join(", ", words);
    }

    private void row(String label, String value) {
        if (!value.isBlank()) {
            print("  " + caller.outStyle().dim(Width.pad(label, 11)) + value);
        }
    }
}
