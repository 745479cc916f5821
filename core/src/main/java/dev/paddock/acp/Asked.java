package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventBody.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A permission request, as far as it is needed to answer it; what it is about stands in its event. Options are told apart by kind: their ids differ
 * between agents.
 *
 * @param id names it for people
 * @param request names it for the agent
 * @param hash of what was shown
 * @param choices the answers that the agent offers
 */
record Asked(String id, JsonNode request, String tool, String title, String kind, String hash, List<Choice> choices) {
    private static final int MAX_OPTIONS = 32;
    private static final int MAX_ID = 1_024;

    Asked {
        choices = List.copyOf(choices);
    }

    /** The answers offered that can be given: each has an id and a kind that is known. */
    static List<Choice> choices(JsonNode options, Bounds bounds) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode option : options) {
            String id = Wire.text(option.path("optionId"), "");
            String kind = Wire.text(option.path("kind"), "");
            boolean known = switch (kind) {
                case "allow_once", "allow_always", "reject_once", "reject_always" -> true;
                default -> false;
            };
            if (known && !id.isEmpty() && id.length() <= MAX_ID && choices.size() < MAX_OPTIONS) {
                choices.add(new Choice(id, kind, bounds.text(Wire.text(option.path("name"), id), 256)));
            }
        }
        return choices;
    }

    /** The offered answer of the first of these kinds that is offered. */
    Optional<Choice> first(String... kinds) {
        for (String wanted : kinds) {
            Optional<Choice> choice =
                    choices.stream().filter(c -> c.kind().equals(wanted)).findFirst();
            if (choice.isPresent()) {
                return choice;
            }
        }
        return Optional.empty();
    }

    List<Choice> all(String wanted) {
        return choices.stream().filter(c -> c.kind().equals(wanted)).toList();
    }

    /** The line that gives the agent this answer; {@code cancelled} for null. */
    String answer(@Nullable Choice choice) {
        Map<String, ?> outcome = choice == null
                ? Map.of("outcome", "cancelled")
                : Map.of("outcome", "selected", "optionId", choice.id());
        return Wire.result(request, Map.of("outcome", outcome));
    }

    /** The event that tells how it was decided. */
    EventBody.Permission decided(@Nullable Choice choice, String decision, String by, @Nullable String reason) {
        return new EventBody.Permission(
                id,
                tool,
                title,
                kind.isEmpty() ? null : kind,
                null,
                null,
                null,
                null,
                choices.stream().map(Choice::name).toList(),
                null,
                hash,
                decision,
                choice == null ? "cancelled" : choice.name(),
                by,
                reason);
    }
}
