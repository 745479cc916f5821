package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock egress allow}. */
@Command(
        name = "allow",
        description = "Allows hosts or named sets, for every run, a project or a run.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock egress allow docs.example.org",
            "  paddock egress allow packages --project shop",
            "  paddock egress allow api.example.org:8443 --run 7f3a"
        })
final class EgressAllowCommand extends EgressLevelCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "HOST",
            description = "HOST[:PORT], *.HOST for its sub-domains, or a set: `paddock egress sets`.")
    List<String> rules = new ArrayList<>();

    EgressAllowCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        return change("allow", rules);
    }
}
