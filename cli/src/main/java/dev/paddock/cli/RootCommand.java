package dev.paddock.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paddock} alone: shows what there is. */
@Command(
        name = "paddock",
        description = "Runs coding agents in parallel, each in a locked-down sandbox, on its own branch.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it went well; every run that was waited for finished",
            "1:a run failed, or the answer is no",
            "2:wrong use",
            "3:a run was cancelled",
            "4:no server answers",
            "5:something must be there first: a program, a key, an agent",
            "6:what was named does not exist",
            "7:the server refused",
            "8:the server failed",
            "125:paddock exec itself failed; it passes other codes through",
            "130:Ctrl-C; runs go on"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  PADDOCK_HOME     where the server keeps everything; one server for each",
            "  PADDOCK_URL      a server elsewhere; PADDOCK_TOKEN opens it",
            "  NO_COLOR         no colours",
            "  PADDOCK_DEBUG=1  shows where an error came from",
            "",
            "Start with:  paddock demo"
        })
final class RootCommand extends BaseCommand {
    @Option(
            names = {"-V", "--version"},
            description = "Shows the version.")
    boolean version;

    @Spec
    CommandSpec spec = CommandSpec.create();

    RootCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() {
        if (version) {
            print("paddock " + Version.current());
            return ExitCode.OK;
        }
        CommandLine line = spec.commandLine();
        line.usage(line.getOut());
        return ExitCode.OK;
    }
}
