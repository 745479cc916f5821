package dev.paddock.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command whose result can be had as JSON, one line on standard output. */
abstract class JsonCommand extends BaseCommand {
    @Option(names = "--json", description = "Prints the result as JSON.")
    boolean json;

    JsonCommand(Caller caller) {
        super(caller);
    }

    /** The result in the form that was asked for. */
    void result(JsonNode value, String text) {
        if (json) {
            printJson(value);
        } else {
            print(text);
        }
    }

    void printJson(JsonNode value) {
        printJson(value.toString());
    }

    /** JSON as the server wrote it; on a terminal with what a terminal would act on escaped. */
    void printJson(String value) {
        print(caller.terminal().out() ? Json.printable(value) : value);
    }
}
