package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

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
    @Parameters(paramLabel = "RUN", description = "Its id or a beginning of it, its task's name, or TASK/AGENT.")
    String run = "";

    @Option(names = "--id", paramLabel = "ID", description = "Which request, where several wait.")
    @Nullable
    String id;

    @Option(names = "--always", description = "The answer that lasts, where the agent offers one.")
    boolean always;

    @Option(names = "--option", paramLabel = "ID", description = "Exactly this one of the agent's answers.")
    @Nullable
    String option;

    @Option(names = "--hash", paramLabel = "HEX", description = "Only if its hash begins so (at least 8 digits).")
    @Nullable
    String hash;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the agent is told.")
    @Nullable
    String reason;

    RejectCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        Api api = servers().connect();
        String found = new Runs(api).id(run);
        Approvals approvals = new Approvals(api, found);
        JsonNode request = approvals.one(id, hash, "reject");
        var answer = Json.object().put("always", always);
        if (option != null) {
            answer.put("option", option);
        }
        if (reason != null) {
            answer.put("reason", reason);
        }
        JsonNode after = approvals.answer(request, "reject", answer);
        if (json) {
            printJson(after);
        } else {
            new PermissionText(caller.outStyle()).lines(request.path("request")).forEach(this::print);
            print(caller.outStyle().red("✗") + " rejected.  paddock logs -f " + found);
        }
        return ExitCode.OK;
    }
}
