package dev.paddock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock exec}. */
@Command(
        name = "exec",
        description = {
            "Runs a program in a run's sandbox while that is alive, confined as the agent is.",
            "Its streams and its exit code are passed through as they are."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock exec 7f3a -- npm test",
            "  paddock exec 7f3a -- cat README.md > README.agent.md",
            "  echo 'print(1)' | paddock exec 7f3a -- python3 -"
        })
final class ExecCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "CMD",
            description = "The program and its arguments, behind --.")
    List<String> command = List.of();

    @Option(
            names = {"-C", "--directory"},
            paramLabel = "DIR",
            description = "Where to run it (default: the workspace).")
    @Nullable
    String directory;

    ExecCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        try {
            Api api = servers().connect();
            ObjectNode body = Json.object();
            command.forEach(body.putArray("command")::add);
            if (directory != null) {
                body.put("directory", directory);
            }
            String id = new Runs(api).id(run);
            String exec = Json.text(api.post("/runs/" + id + "/exec", body), "exec");
            return new RemoteProcess(api, exec).run(caller.in(), caller.out(), caller.err());
        } catch (CliException e) {
            throw new CliException(ExitCode.EXEC_FAILED, e.what(), e.next(), e);
        }
    }
}
