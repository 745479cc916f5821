package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock agent add}. */
@Command(
        name = "add",
        description = {
            "Checks an agent's file and gives it to the server, with package-lock.json and package.json from the directory",
            "beside it that has the agent's name, where there is one. An agent of the same name is replaced."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = "  paddock agent add my-agent.yaml")
final class AgentAddCommand extends JsonCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MAX_FILE = 3 << 20;

    @Parameters(paramLabel = "FILE", description = "The agent's file, YAML.")
    String file = "";

    AgentAddCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Path path = caller.directory().resolve(file);
        ObjectNode body = Json.object().put("file", read(path));
        Path lock = lock(path);
        if (lock != null) {
            body.put("lock", read(lock)).put("manifest", read(lock.resolveSibling("package.json")));
        }
        JsonNode agent = servers().connect().post("/agents", body, TIMEOUT);
        String name = Json.safe(agent, "name");
        result(agent, "Added the agent " + name + ".  paddock run --agent " + name + " \"GOAL\"");
        return ExitCode.OK;
    }

    /** The lock file in the directory beside the agent's file that is called like it, or null. */
    private static @Nullable Path lock(Path path) {
        String own = path.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        Path lock = path.resolveSibling(own).resolve("package-lock.json");
        return Files.isRegularFile(lock) ? lock : null;
    }

    private static String read(Path path) {
        String shown = Sanitiser.line(path.toString());
        try {
            if (Files.size(path) > MAX_FILE) {
                throw new CliException(ExitCode.USAGE, shown + " is larger than 3 MiB", null);
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "can't read " + shown + " as text", null, e);
        }
    }
}
