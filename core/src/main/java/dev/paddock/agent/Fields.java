package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The fields of one mapping in a file; each reader refuses what has the wrong form, naming file and field. */
final class Fields {
    private static final int MAX_ENTRIES = 256;

    private final String source;
    private final String path;
    private final JsonNode node;

    private Fields(String source, String path, JsonNode node) {
        this.source = source;
        this.path = path;
        this.node = node;
    }

    static Fields of(String source, JsonNode node) {
        return new Fields(source, "", node);
    }

    static PaddockException wrongFile(String source, String what) {
        return new PaddockException(ErrorCode.INVALID, source + " " + what);
    }

    PaddockException wrong(String field, String what) {
        return wrongFile(source + ": " + path + field, what);
    }

    void check(String field, boolean right, String otherwise) {
        if (!right) {
            throw wrong(field, otherwise);
        }
    }

    void only(String... names) {
        List<String> known = List.of(names);
        for (String name : node.propertyNames()) {
            check(Bounds.cut(name, 100), known.contains(name), "is not known; known are " + String.join(", ", known));
        }
    }

    List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    String text(String field) {
        String text = textOrNull(field);
        if (text == null || text.isBlank()) {
            throw wrong(field, "is missing");
        }
        return text;
    }

    @Nullable
    String textOrNull(String field) {
        JsonNode value = node.path(field);
        return absent(value) ? null : scalar(field, value);
    }

    List<String> texts(String field, List<String> otherwise) {
        JsonNode value = node.path(field);
        if (absent(value)) {
            return otherwise;
        }
        check(field, value.isArray() && value.size() <= MAX_ENTRIES, "must be a list");
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            texts.add(scalar(field, element));
        }
        return texts;
    }

    Map<String, String> map(String field) {
        JsonNode value = object(field, node.path(field));
        Map<String, String> map = new LinkedHashMap<>();
        value.properties()
                .forEach(entry -> map.put(entry.getKey(), scalar(field + "." + entry.getKey(), entry.getValue())));
        return map;
    }

    @Nullable
    Fields object(String field) {
        JsonNode value = node.path(field);
        return absent(value) ? null : new Fields(source, path + field + ".", object(field, value));
    }

    List<Fields> objects(String field) {
        JsonNode value = node.path(field);
        if (absent(value)) {
            return List.of();
        }
        check(field, value.isArray() && value.size() <= MAX_ENTRIES, "must be a list");
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : value) {
            String at = field + "[" + objects.size() + "]";
            objects.add(new Fields(source, path + at + ".", object(at, element)));
        }
        return objects;
    }

    private JsonNode object(String field, JsonNode value) {
        if (absent(value)) {
            return JsonNodeFactory.instance.objectNode();
        }
        check(field, value.isObject() && value.size() <= MAX_ENTRIES, "must be a mapping");
        return value;
    }

    private String scalar(String field, JsonNode value) {
        check(field, value.isString() || value.isNumber() || value.isBoolean(), "must be a text");
        String text = value.isString() ? value.stringValue() : value.toString();
        check(field, text.indexOf('\0') < 0, "has a NUL character");
        return Bounds.valid(text);
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
