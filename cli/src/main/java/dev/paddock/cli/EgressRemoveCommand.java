package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock egress remove}. */
@Command(
        name = "remove",
        description = "Removes rules that were made by allow or deny.",
        footerHeading = BaseCommand.EXAMPLES,
        footer = {"  paddock egress remove docs.example.org", "  paddock egress remove packages --project shop"})
final class EgressRemoveCommand extends EgressLevelCommand {
    @Parameters(arity = "1..*", paramLabel = "HOST", description = "A rule as `paddock egress list` shows it.")
    List<String> rules = new ArrayList<>();

    EgressRemoveCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        return change("remove", rules);
    }
}
