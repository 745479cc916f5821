package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock interrupt}. */
@Command(
        name = "interrupt",
        description = "Ends the turn that an agent is in and keeps the conversation: `paddock say` goes on with it.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock interrupt 7f3a", "  paddock say 7f3a \"rather do it this way: …\""})
final class InterruptCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    InterruptCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String id = new Runs(api).id(run);
        JsonNode answer = api.post("/runs/" + id + "/interrupt", Json.object());
        if (json) {
            printJson(answer);
        } else {
            print("Interrupted " + id + ".  paddock say " + id + " \"…\" goes on with it.");
        }
        return ExitCode.OK;
    }
}
