package dev.paddock.egress;

import dev.paddock.task.EgressRule.Level;

/**
 * A rule that holds for a target, and where it comes from.
 *
 * @param denies what denies wins, whatever the level
 * @param rule in canonical form
 */
public record Placed(Level level, Source source, boolean denies, String rule) {
    /** Who made a rule. */
    public enum Source {
        /** {@code egress.allow} of config.yaml or its variable. */
        SETTING,
        /** Given when the task was started. */
        TASK,
        /** {@code paddock egress} or the API. */
        EDITED
    }
}
