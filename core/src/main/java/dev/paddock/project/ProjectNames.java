package dev.paddock.project;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Makes and checks projects' names. */
final class ProjectNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final int MADE = 56;

    private ProjectNames() {}

    static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "a project's name has 1 to 64 letters, digits, dots, dashes and underscores, and does not begin with a dot or dash");
        }
        return name;
    }

    /** A name made of the last part of a path or address. */
    static String of(String place) {
        String trimmed = place.replaceAll("/+$", "").replaceAll("\\.git$", "");
        String last = trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1);
        String clean = last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+|-+$", "");
        return clean.isEmpty() ? "project" : clean.substring(0, Math.min(MADE, clean.length()));
    }

    /** The name, or the first of {@code name-2}, {@code name-3} … that is free. */
    static String free(String name, Predicate<String> taken) {
        String candidate = name;
        for (int i = 2; taken.test(candidate); i++) {
            candidate = name + "-" + i;
        }
        return candidate;
    }
}
