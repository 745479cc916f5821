package dev.paddock.task;

import java.util.Locale;

/**
 * A rule of the allow-list that a person made for more than one task, or while one was at work.
 *
 * @param owner the project's or the run's id; empty for {@link Level#GLOBAL}
 * @param denies whether it denies; what denies wins
 * @param rule in canonical form
 */
public record EgressRule(Level level, String owner, boolean denies, String rule) {
    /** What a rule is for. */
    public enum Level {
        GLOBAL,
        PROJECT,
        RUN;

        /** As in the API, in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
