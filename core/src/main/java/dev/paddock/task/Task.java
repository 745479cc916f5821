package dev.paddock.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goal on a project at a base commit.
 *
 * @param base the commit
 * @param rehearsal the script that plays the model, null where a vendor does
 * @param allow further hosts for its runs, in the form of the allow-list
 * @param options what else was chosen
 */
public record Task(
        String id,
        String name,
        String goal,
        String project,
        String base,
        @Nullable Rehearsed rehearsal,
        List<String> allow,
        TaskOptions options,
        Instant created) {
    /**
     * How a rehearsed task's model is played.
     *
     * @param name a shipped script's name
     * @param script a script's text instead of a shipped one
     */
    public record Rehearsed(@Nullable String name, @Nullable String script) {}
}
