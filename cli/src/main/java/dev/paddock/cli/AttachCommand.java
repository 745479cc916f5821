package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock attach}. */
@Command(
        name = "attach",
        description = {
            "Shows runs until they end, as `paddock run` does, and asks here what their agents ask.",
            "Ctrl-C leaves them at work."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock attach                   all that are at work",
            "  paddock attach 7f3a",
            "  paddock attach fix-login         every run of a task"
        })
final class AttachCommand extends JsonCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "RUN|TASK",
            description = "Runs' ids or beginnings of them, tasks' names or ids, or TASK/AGENT.")
    List<String> names = List.of();

    AttachCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        List<JsonNode> runs = names.isEmpty() ? atWork(api) : new Targets(api).find(names);
        if (runs.isEmpty()) {
            if (json) {
                printJson(answer(List.of()));
            } else {
                print("Nothing is at work.");
            }
            return ExitCode.OK;
        }
        List<RunProgress> progress = runs.stream()
                .map(run -> new RunProgress(
                        Json.text(run, "id"),
                        Runs.label(run, runs.size() > 1),
                        Json.text(run, "state"),
                        Json.number(run, "seq")))
                .toList();
        new Follower(caller, servers()).follow(progress);
        List<JsonNode> ended = progress.stream()
                .map(run -> servers().connect().get("/runs/" + Api.encode(run.id())))
                .toList();
        if (json) {
            printJson(answer(ended));
        } else {
            Summary summary = new Summary(caller);
            for (int i = 0; i < ended.size(); i++) {
                summary.run(ended.get(i), progress.get(i));
            }
            summary.next(ended);
        }
        return Follower.exitCode(ended);
    }

    private static JsonNode answer(List<JsonNode> runs) {
        ObjectNode answer = Json.object();
        answer.putArray("runs").addAll(runs);
        return answer;
    }

    private static List<JsonNode> atWork(Api api) {
        return Json.list(api.get("/tasks?limit=1000&state=live"), "tasks").stream()
                .flatMap(task -> Json.list(task, "runs").stream())
                .filter(run -> !Targets.hasEnded(run))
                .toList();
    }
}
