package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.event.EventBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answers {@code session/request_permission} by the policy {@code bypass}: the sandbox is the limit, so everything asked is allowed, once where that is
 * offered. What offers no way to allow it is answered {@code cancelled}. Options are told apart by kind: their ids differ between agents.
 */
final class Permissions {
    private static final int MAX_OPTIONS = 32;
    private static final int MAX_ID = 1_024;

    private Permissions() {}

    /** The event and the JSON-RPC result of one answer. */
    record Answer(EventBody.Permission event, Map<String, ?> result) {}

    static Answer answer(JsonNode params, boolean cancelling) {
        Bounds bounds = new Bounds();
        JsonNode call = params.path("toolCall");
        List<String> names = new ArrayList<>();
        JsonNode chosen = null;
        int read = 0;
        for (JsonNode option : params.path("options")) {
            if (read++ == MAX_OPTIONS) {
                break;
            }
            names.add(name(option, bounds));
            if (!cancelling && better(option, chosen)) {
                chosen = option;
            }
        }
        JsonNode action = call.path("rawInput");
        EventBody.Permission event = new EventBody.Permission(
                bounds.text(Wire.text(call.path("title"), "a tool call"), 4 << 10),
                action.isMissingNode() || action.isNull() ? null : bounds.tree(action),
                names,
                chosen == null ? "cancelled" : name(chosen, bounds),
                "policy");
        Map<String, ?> outcome = chosen == null
                ? Map.of("outcome", "cancelled")
                : Map.of(
                        "outcome",
                        "selected",
                        "optionId",
                        chosen.path("optionId").stringValue());
        return new Answer(event, Map.of("outcome", outcome));
    }

    private static boolean better(JsonNode option, @Nullable JsonNode than) {
        JsonNode id = option.path("optionId");
        if (!id.isString() || id.stringValue().length() > MAX_ID) {
            return false;
        }
        return switch (Wire.text(option.path("kind"), "")) {
            case "allow_once" ->
                than == null || Wire.text(than.path("kind"), "").equals("allow_always");
            case "allow_always" -> than == null;
            default -> false;
        };
    }

    private static String name(JsonNode option, Bounds bounds) {
        return bounds.text(Wire.text(option.path("name"), Wire.text(option.path("optionId"), "?")), 256);
    }
}
