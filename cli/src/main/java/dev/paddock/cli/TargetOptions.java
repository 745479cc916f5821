package dev.paddock.cli;

import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs or whole tasks to end with, once the person agreed. */
final class TargetOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN|TASK",
            description = "Runs' ids or beginnings of them, tasks' names or ids, or TASK/AGENT.")
    List<String> names = List.of();

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    boolean yes;
}
