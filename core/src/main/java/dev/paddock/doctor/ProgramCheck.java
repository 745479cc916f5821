package dev.paddock.doctor;

import dev.paddock.process.Outcome;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a program is there, answers, is new enough and knows the options that Paddock uses.
 *
 * @param program its name
 * @param asks arguments that make it tell its version or its options
 * @param major least version, first part; 0 for any
 * @param minor least version, second part
 * @param options words that must be in its answer
 * @param why what it is for
 * @param install the command that installs it
 */
record ProgramCheck(
        Probe probe,
        String program,
        List<String> asks,
        int major,
        int minor,
        List<String> options,
        String why,
        String install)
        implements Check {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})[.\\w~+-]*");

    @Override
    public String name() {
        return program;
    }

    @Override
    public Finding run() {
        if (probe.program(program).isEmpty()) {
            return Finding.missing(program, "not installed", why, install);
        }
        List<String> command = new java.util.ArrayList<>(asks);
        command.addFirst(program);
        Outcome outcome = probe.run(command);
        String answer = outcome.text() + outcome.errorText();
        if (!outcome.ok()) {
            return Finding.missing(program, "it does not work: " + Probe.words(outcome), why, install);
        }
        List<String> lacking =
                options.stream().filter(option -> !answer.contains(option)).toList();
        if (!lacking.isEmpty()) {
            return Finding.missing(
                    program, "too old: it does not know " + String.join(", ", lacking), why, "a newer one: " + install);
        }
        Matcher version = VERSION.matcher(answer);
        boolean known = version.find();
        if (major + minor > 0 && (!known || !newEnough(version))) {
            String found = known ? "version " + version.group() : "a version that it does not tell";
            return Finding.missing(
                    program,
                    found + ", needed is " + major + "." + minor + " or newer",
                    why,
                    "a newer one: " + install);
        }
        return Finding.ok(program, known ? version.group() : "there", why);
    }

    private boolean newEnough(Matcher version) {
        int first = Integer.parseInt(version.group(1));
        return first > major || (first == major && Integer.parseInt(version.group(2)) >= minor);
    }
}
