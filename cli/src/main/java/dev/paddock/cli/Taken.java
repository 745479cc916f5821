package dev.paddock.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run's work, fetched into a person's repository.
 *
 * @param tip the last commit of its branch
 * @param base the commit that it began from
 * @param standsOn where the base is a commit that Paddock made for the run alone: the person's commit that it stands on; else null
 */
record Taken(
        JsonNode run, String tip, String base, @Nullable String standsOn) {
    String id() {
        return Json.text(run, "id");
    }

    String branch() {
        return Json.text(run, "branch");
    }

    String goal() {
        return Json.text(run, "goal");
    }
}
