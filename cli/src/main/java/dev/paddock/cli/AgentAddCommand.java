package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent add}. */
@Command(
        name = "add",
        description = "Checks an agent's file and gives it to the server.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock agent add my-agent.yaml")
final class AgentAddCommand extends JsonCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MAX_FILE = 1 << 20;

    @Parameters(paramLabel = "FILE", description = "The agent's file, YAML.")
    String file = "";

    AgentAddCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Path path = caller.directory().resolve(file);
        String yaml;
        try {
            if (Files.size(path) > MAX_FILE) {
                throw new CliException(
                        ExitCode.USAGE, Sanitiser.line(file) + " is too large for an agent's file", null);
            }
            yaml = Files.readString(path);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, "can't read " + Sanitiser.line(path.toString()) + " as text", null, e);
        }
        JsonNode agent = servers().connect().send("POST", "/agents", "application/yaml", yaml, TIMEOUT);
        String name = Json.safe(agent, "name");
        result(agent, "Added the agent " + name + ".  paddock run --agent " + name + " \"GOAL\"");
        return ExitCode.OK;
    }
}
