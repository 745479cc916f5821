package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock mode}. */
@Command(
        name = "mode",
        description = {
            "Changes what the agent of a run may do without asking, at once.",
            "What waits for approval already still waits."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock mode 7f3a ask", "  paddock mode 7f3a accept-edits"})
final class ModeCommand extends JsonCommand {
    /** What {@code --mode} takes, for help texts. */
    static final String MODES = "ask, accept-edits, plan or bypass";

    @Parameters(index = "0", paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Parameters(index = "1", paramLabel = "MODE", description = MODES + ".")
    String mode = "";

    ModeCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String id = new Runs(api).id(run);
        JsonNode answer = api.post("/runs/" + id + "/mode", Json.object().put("mode", mode));
        result(answer, id + " is in mode " + Json.safe(answer, "mode") + ".");
        return ExitCode.OK;
    }
}
