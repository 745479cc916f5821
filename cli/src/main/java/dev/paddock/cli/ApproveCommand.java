package dev.paddock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock approve}. */
@Command(
        name = "approve",
        description = {
            "Allows the agent of a run what it asks: exactly the action that is shown, once.",
            "Without RUN it lists what waits for approval."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock approve",
            "  paddock approve 7f3a",
            "  paddock approve 7f3a --always          and what the agent offers to take as the same from now on",
            "  paddock approve 7f3a --id 1-2          one of several"
        })
final class ApproveCommand extends JsonCommand {
    @Parameters(arity = "0..1", paramLabel = "RUN", description = Runs.WHICH)
    @Nullable
    String run;

    @Mixin
    AnswerOptions options = new AnswerOptions();

    ApproveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        if (run == null) {
            return list(api);
        }
        String found = new Runs(api).id(run);
        AnswerOptions.Given given = options.give(api, found, "approve");
        if (json) {
            printJson(given.run());
        } else {
            new PermissionText(caller.outStyle())
                    .lines(given.request().path("request"))
                    .forEach(this::print);
            print(caller.outStyle().green("✓") + " approved" + (options.always ? ", from now on" : "")
                    + ".  paddock attach " + found);
        }
        return ExitCode.OK;
    }

    private int list(Api api) {
        JsonNode all = api.get("/approvals");
        if (json) {
            printJson(all);
            return ExitCode.OK;
        }
        List<JsonNode> waiting = Json.list(all, "approvals");
        if (waiting.isEmpty()) {
            print("Nothing waits for approval.");
        }
        Style style = caller.outStyle();
        for (JsonNode one : waiting) {
            print(style.yellow("?") + " " + Json.safe(one, "run") + " --id " + Width.pad(Json.safe(one, "id"), 5) + "  "
                    + style.bold(Json.safe(one, "title"))
                    + style.dim("  " + Json.safe(one, "agent") + ", asked " + Times.ago(Json.text(one, "asked")) + ", "
                            + Runs.label(one, false)));
        }
        return ExitCode.OK;
    }
}
