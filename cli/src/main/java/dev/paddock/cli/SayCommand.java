package dev.paddock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock say}. */
@Command(
        name = "say",
        description = {
            "Gives the agent of a run a message; it goes on with what it knows.",
            "An agent at work takes it after its turn; a run that finished goes on."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock say 7f3a \"add a test for it too\"",
            "  paddock say 7f3a -f \"now the docs\"",
            "  paddock say 7f3a - < notes.md"
        })
final class SayCommand extends JsonCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description = "What to say; - reads it from standard input.")
    List<String> words = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Shows the run until it ends.")
    boolean follow;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "Changes what the agent may do without asking first: " + ModeCommand.MODES + ".")
    @Nullable
    String mode;

    SayCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        String joined = String.join(" ", words);
        String text =
                "-".equals(joined) ? new String(caller.in().readAllBytes(), StandardCharsets.UTF_8).strip() : joined;
        if (text.isBlank()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "there is nothing to say",
                    "Give the text as an argument, or - and standard input.");
        }
        Api api = servers().connect();
        JsonNode before = new Runs(api).find(run);
        String id = Json.text(before, "id");
        if (mode != null) {
            api.post("/runs/" + id + "/mode", Json.object().put("mode", mode));
        }
        JsonNode answer = api.post("/runs/" + id + "/say", Json.object().put("text", text));
        if (!follow) {
            if (json) {
                printJson(answer);
            } else {
                print("Said to " + id + ".  paddock attach " + id + " follows it.");
            }
            return ExitCode.OK;
        }
        // What was already there when it was said is history; the turn that it starts ends later.
        long history = Math.max(Json.number(before, "seq"), Json.number(answer, "seq")) + 1;
        RunProgress progress = new RunProgress(id, Runs.label(answer, false), Json.text(answer, "state"), history);
        new Follower(caller, servers()).follow(List.of(progress));
        JsonNode after = api.get("/runs/" + id);
        if (json) {
            printJson(after);
        } else {
            new Summary(caller).run(after, progress);
        }
        return Follower.exitCode(List.of(after));
    }
}
