package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock restart}. */
@Command(
        name = "restart",
        description = {
            "Tries the same goal once more: a new run of the task with the same agent, from the same commit, on a branch of its own.",
            "With --from-failure a run that failed or was stopped goes on instead, in its workspace and conversation; one that waits for its next try or for"
                    + " a model's limit goes on now."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock restart 7f3a",
            "  paddock restart 7f3a --from-failure",
            "  paddock restart 7f3a --from-failure --limit time=2h"
        })
final class RestartCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Option(names = "--from-failure", description = "Goes on where the run ended.")
    boolean fromFailure;

    @Mixin
    LimitOptions limitOptions = new LimitOptions();

    RestartCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String id = new Runs(api).id(run);
        ObjectNode how = Json.object().put("from", fromFailure ? "failure" : "start");
        limitOptions.into(how);
        JsonNode queued = api.post("/runs/" + Api.encode(id) + "/restart", how);
        String next = Json.safe(queued, "id");
        result(
                queued,
                (fromFailure ? next + " goes on" : "Started " + next + " (" + Json.safe(queued, "agent") + ")") + " on "
                        + Json.safe(queued, "branch") + ".  " + caller.command() + " attach " + next);
        return ExitCode.OK;
    }
}
