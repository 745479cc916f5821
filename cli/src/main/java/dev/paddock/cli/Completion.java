package dev.paddock.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What {@code paddock __complete WORD…} answers to a shell: the candidates for the last word, one a line, with a tab and a few words about it where there
 * is something to say, and the line {@code :files} where a file may be meant. Whatever goes wrong, it answers nothing.
 */
final class Completion implements Callable<Integer> {
    static final String NAME = "__complete";
    private static final String FILES = ":files";

    private final Caller caller;
    private final List<String> words;

    Completion(Caller caller, List<String> words) {
        this.caller = caller;
        this.words = words;
    }

    @Override
    public Integer call() {
        try {
            candidates().forEach(caller.out()::println);
        } catch (RuntimeException e) {
            if ("1".equals(caller.variable("PADDOCK_DEBUG"))) {
                e.printStackTrace(caller.err());
            }
        }
        return ExitCode.OK;
    }

    private List<String> candidates() {
        String typed = words.isEmpty() ? "" : words.getLast();
        if (words.size() <= 1) {
            return beginningWith(typed, List.copyOf(Main.names()));
        }
        CommandLine at = Main.commandLine(caller, words.getFirst());
        CommandLine command = at.getSubcommands().get(words.getFirst());
        if (command == null) {
            return List.of();
        }
        int positional = 0;
        for (int i = 1; i < words.size() - 1; i++) {
            String word = words.get(i);
            OptionSpec option = word.startsWith("-") ? command.getCommandSpec().findOption(word) : null;
            CommandLine below = positional == 0 ? command.getSubcommands().get(word) : null;
            if ("--".equals(word)) {
                return List.of();
            } else if (option != null && option.arity().min() > 0) {
                if (i == words.size() - 2) {
                    return beginningWith(typed, values(command, option));
                }
                i++;
            } else if (below != null) {
                command = below;
            } else if (!word.startsWith("-")) {
                positional++;
            }
        }
        if (typed.startsWith("-")) {
            return beginningWith(typed, options(command));
        }
        List<String> found = new ArrayList<>();
        if (positional == 0) {
            command.getSubcommands().forEach((name, below) -> found.add(named(name, below)));
        }
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            if (parameter.index().contains(positional)) {
                found.addAll(values(command, parameter));
            }
        }
        return beginningWith(typed, found);
    }

    private static String named(String name, CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? name : name + "\t" + description[0];
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(option ->
                        option.longestName() + (option.description().length == 0 ? "" : "\t" + option.description()[0]))
                .toList();
    }

    private List<String> values(CommandLine command, ArgSpec argument) {
        String label = argument.paramLabel().toUpperCase(Locale.ROOT);
        String name = command.getCommandName();
        Names names = new Names(new Servers(caller));
        List<String> found = new ArrayList<>();
        String option = argument instanceof OptionSpec known ? known.longestName() : "";
        if (option.equals("--agent") || option.equals("--with")) {
            found.addAll(names.agents());
        } else if (option.equals("--project")) {
            found.addAll(names.projects());
            found.add(FILES);
        } else if (label.contains("RUN") || label.contains("TASK")) {
            found.addAll(names.runs());
        } else if (label.contains("HOST")) {
            found.addAll(names.sets());
        } else if (label.contains("MODE")) {
            found.addAll(List.of("ask", "accept-edits", "plan", "bypass"));
        } else if (label.contains("SHELL")) {
            found.addAll(List.of("bash", "zsh", "fish"));
        } else if (label.contains("KEY")) {
            found.addAll(names.settings());
        } else if (label.contains("FILE") || label.contains("PATH") || label.contains("DIR")) {
            found.add(FILES);
        } else if (parent(command).equals("agent") || "auth".equals(name)) {
            found.addAll(names.agents());
        } else if (parent(command).equals("project")) {
            found.addAll(names.projects());
        }
        return found;
    }

    private static String parent(CommandLine command) {
        return command.getParent() == null ? "" : command.getParent().getCommandName();
    }

    private static List<String> beginningWith(String typed, List<String> candidates) {
        return candidates.stream()
                .filter(c -> c.startsWith(typed) || c.equals(FILES))
                .map(Completion::printable)
                .distinct()
                .toList();
    }

    /** One line: the word, and what is said about it without what a terminal would act on. */
    private static String printable(String candidate) {
        String[] parts = candidate.split("\t", 2);
        return parts.length == 1 ? parts[0] : parts[0] + "\t" + Width.fit(Sanitiser.line(parts[1]), 60);
    }

    /** What is left of the arguments behind {@link #NAME}. */
    static List<String> words(String... args) {
        return Arrays.asList(args).subList(1, args.length);
    }
}
