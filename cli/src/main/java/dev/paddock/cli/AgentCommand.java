package dev.paddock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code paddock agent}. */
@Command(
        name = "agent",
        description = "Lists, adds and installs agents: the programs that do the work.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock agent list", "  paddock agent install claude", "  paddock agent add my-agent.yaml"})
final class AgentCommand extends BaseCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MAX_FILE = 1 << 20;

    @Spec
    CommandSpec spec = CommandSpec.create();

    AgentCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "Lists the agents that can be named, installed or not.")
    int list(@Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        String raw = servers().connect().getText("/agents").strip();
        if (json) {
            print(raw);
            return ExitCode.OK;
        }
        Style style = caller.outStyle();
        for (JsonNode agent : Json.list(Json.parse(raw), "agents")) {
            boolean installed = agent.path("installed").asBoolean(false);
            String mark = installed ? style.green("✓") : style.dim("·");
            print(mark + " " + style.bold(Width.pad(Json.safe(agent, "name"), 16))
                    + Width.pad(Json.safe(agent, "protocol"), 9)
                    + Width.pad(Json.safe(agent, "version"), 12)
                    + (installed ? "installed" : style.dim("paddock agent install " + Json.safe(agent, "name"))));
        }
        return ExitCode.OK;
    }

    @Command(name = "add", description = "Checks an agent's file and gives it to the server.")
    int add(
            @Parameters(paramLabel = "FILE", description = "YAML; docs/agents.md describes it.") String file,
            @Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        Path path = caller.directory().resolve(file);
        String yaml;
        try {
            if (Files.size(path) > MAX_FILE) {
                throw new CliException(ExitCode.USAGE, path + " is too large for an agent's file", null);
            }
            yaml = Files.readString(path);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, "can't read " + Sanitiser.line(path.toString()) + " as text", null, e);
        }
        JsonNode agent = servers().connect().send("POST", "/agents", "application/yaml", yaml, TIMEOUT);
        print(
                json
                        ? agent.toString()
                        : "Added the agent " + Json.safe(agent, "name") + ".  paddock run --agent "
                                + Json.safe(agent, "name") + " \"GOAL\"");
        return ExitCode.OK;
    }

    @Command(name = "install", description = "Installs an agent's pinned program on the server.")
    int install(
            @Parameters(paramLabel = "AGENT", description = "Its name.") String name,
            @Option(names = "--json", description = "Prints the result as JSON.") boolean json) {
        new Agents(caller, servers().connect()).install(name);
        print(
                json
                        ? Json.object().put("installed", name).toString()
                        : "The agent " + Sanitiser.line(name) + " is installed.");
        return ExitCode.OK;
    }
}
