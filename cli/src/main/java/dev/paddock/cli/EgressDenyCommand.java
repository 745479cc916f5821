package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock egress deny}. */
@Command(
        name = "deny",
        description = "Denies hosts or named sets, whatever other rules allow; open tunnels to them are cut.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock egress deny registry.example.org", "  paddock egress deny packages --run 7f3a"})
final class EgressDenyCommand extends EgressLevelCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "HOST",
            description = "HOST (every port), HOST:PORT, *.HOST for its sub-domains, or a set.")
    List<String> rules = new ArrayList<>();

    EgressDenyCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        return change("deny", rules);
    }
}
