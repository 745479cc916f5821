package dev.paddock.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock secret set}. */
@Command(
        name = "set",
        description =
                "Sets a secret, read from the terminal without echo or from standard input; processes that start from now on get it.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock secret set shop NPM_TOKEN", "  paddock secret set shop NPM_TOKEN < token.txt"})
final class SecretSetCommand extends JsonCommand {
    private static final int MOST_BYTES = 64 << 10;

    @Parameters(index = "0", paramLabel = "PROJECT", description = "Its id or name.")
    String project = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The variable's name, as NPM_TOKEN.")
    String name = "";

    SecretSetCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        String value = value();
        if (value.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "no secret was given", "Enter it when asked, or give it on standard input.");
        }
        JsonNode kept = servers()
                .connect()
                .put(
                        "/projects/" + Api.encode(project) + "/secrets/" + Api.encode(name),
                        Json.object().put("value", value));
        result(kept, "The server keeps " + Sanitiser.line(name) + " for runs of " + Sanitiser.line(project) + ".");
        return ExitCode.OK;
    }

    private String value() throws IOException {
        Console console = caller.terminal().in() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("%s (not shown): ", Sanitiser.line(name));
            return typed == null ? "" : new String(typed).strip();
        }
        byte[] given = caller.in().readNBytes(MOST_BYTES);
        return new String(given, StandardCharsets.UTF_8).strip();
    }
}
