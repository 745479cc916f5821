package dev.paddock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code paddock reject}. */
@Command(
        name = "reject",
        description = {
            "Refuses the agent of a run what it asks.",
            "With a reason the agent is told it: at once where it is at nothing else, otherwise after its turn."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock reject 7f3a",
            "  paddock reject 7f3a --reason \"use npm ci, and leave the lock file alone\"",
            "  paddock reject 7f3a --id 1-2           one of several"
        })
final class RejectCommand extends JsonCommand {
    @Parameters(paramLabel = "RUN", description = Runs.WHICH)
    String run = "";

    @Mixin
    AnswerOptions options = new AnswerOptions();

    RejectCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String found = new Runs(api).id(run);
        AnswerOptions.Given given = options.give(api, found, "reject");
        if (json) {
            printJson(given.run());
        } else {
            new PermissionText(caller.outStyle())
                    .lines(given.request().path("request"))
                    .forEach(this::print);
            print(caller.outStyle().red("✗") + " rejected.  paddock attach " + found);
        }
        return ExitCode.OK;
    }
}
