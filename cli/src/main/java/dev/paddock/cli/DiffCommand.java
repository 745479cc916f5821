package dev.paddock.cli;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock diff}. */
@Command(
        name = "diff",
        description = {
            "Prints what a run changed, as a patch that `git apply` takes.",
            "On a terminal it is coloured and what could act on the terminal is shown by name; in a pipe it is exact."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock diff 7f3a", "  paddock diff 7f3a | git apply"})
final class DiffCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    DiffCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String id = new Runs(api).id(run);
        byte[] patch = api.getBytes("/runs/" + id + "/diff");
        if (json) {
            ObjectNode result = Json.object().put("run", id);
            printJson(result.put("patch", new String(patch, StandardCharsets.UTF_8)));
        } else if (caller.terminal().out()) {
            Patch.show(new String(patch, StandardCharsets.UTF_8), caller.outStyle())
                    .forEach(this::print);
        } else {
            caller.out().write(patch, 0, patch.length);
        }
        if (patch.length == 0) {
            caller.say("Nothing was changed.");
        }
        return ExitCode.OK;
    }
}
