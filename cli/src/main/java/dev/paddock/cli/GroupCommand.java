package dev.paddock.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it: alone it shows them. */
abstract class GroupCommand extends BaseCommand {
    @Spec
    CommandSpec spec = CommandSpec.create();

    GroupCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }
}
