package dev.paddock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands share. A command is made for one call and used by one thread. */
abstract class BaseCommand implements Callable<Integer> {
    /** The heading above the examples of every command's help. */
    static final String EXAMPLES = "%nExamples:%n";

    final Caller caller;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    BaseCommand(Caller caller) {
        this.caller = caller;
    }

    Servers servers() {
        return new Servers(caller);
    }

    /** A result line, on standard output. */
    void print(String line) {
        caller.out().println(line);
    }
}
