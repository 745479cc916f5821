package dev.paddock.cli;

/** Commands that a person can paste. */
final class Shell {
    private Shell() {}

    /** One word for a POSIX shell; what would act on a terminal is left out, so that it shows. */
    static String quoted(String word) {
        String safe = Sanitiser.line(word);
        return safe.matches("[\\w@%+=:,./-]+") ? safe : "'" + safe.replace("'", "'\\''") + "'";
    }
}
