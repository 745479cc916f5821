package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON read leniently: what is absent or of another kind reads as empty, so that a newer server is no reason to fail. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @throws CliException SERVER_FAILED if it is not JSON */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new CliException(
                    ExitCode.SERVER_FAILED,
                    "the server's answer is not JSON",
                    "Is something else listening at this address? `paddock status` says which server this is.",
                    e);
        }
    }

    static @Nullable String optional(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() || value.isNumber() || value.isBoolean() ? value.asString() : null;
    }

    static String text(JsonNode node, String field) {
        String value = optional(node, field);
        return value == null ? "" : value;
    }

    /** A text field made safe for one line on a terminal. */
    static String safe(JsonNode node, String field) {
        return Sanitiser.line(text(node, field));
    }

    static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber() ? value.asLong() : 0;
    }

    static List<JsonNode> list(JsonNode node, String field) {
        List<JsonNode> items = new ArrayList<>();
        node.path(field).forEach(items::add);
        return items;
    }

    /**
     * The same JSON value, safe to print on a terminal: characters that are hidden or act are written as escapes. They can only occur inside
     * strings.
     */
    static String printable(String json) {
        StringBuilder out = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (c >= 0x7f && Sanitiser.isHidden(c)) {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format("\\u%04x", (int) unit));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
