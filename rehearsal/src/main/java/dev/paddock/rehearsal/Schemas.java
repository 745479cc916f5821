package dev.paddock.rehearsal;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers that follow a JSON schema, for questions beside the conversation. */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Schemas() {}

    /** Some value that the schema allows: the first choice of each, {@code text} for texts. */
    static JsonNode example(JsonNode schema, String text) {
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && !choices.isEmpty()) {
            return choices.get(0);
        }
        return switch (schema.path("type").asString("string").toLowerCase(Locale.ROOT)) {
            case "object" -> {
                var object = JSON.objectNode();
                schema.path("properties")
                        .properties()
                        .forEach(entry -> object.set(entry.getKey(), example(entry.getValue(), text)));
                yield object;
            }
            case "array" -> JSON.arrayNode();
            case "boolean" -> JSON.booleanNode(false);
            case "integer" -> JSON.numberNode(1);
            case "number" -> JSON.numberNode(0);
            case "null" -> JSON.nullNode();
            default -> JSON.stringNode(text);
        };
    }

    /** A title for what somebody asked: the first line after {@code mark}, or of all of it; at most 60 characters. */
    static String title(String text, String mark) {
        int at = text.indexOf(mark);
        String inner = at < 0 ? text : text.substring(at + mark.length());
        String line = inner.strip().lines().findFirst().orElse("Rehearsal");
        return line.length() <= 60 ? line : line.substring(0, 60).strip();
    }
}
