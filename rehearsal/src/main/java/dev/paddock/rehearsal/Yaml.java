package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** A YAML document whose every value knows its line and its path, so that errors can name them. */
sealed interface Yaml {
    int line();

    String path();

    record Mapping(int line, String path, Map<String, Yaml> fields) implements Yaml {}

    record Sequence(int line, String path, List<Yaml> items) implements Yaml {}

    /** {@code token} tells a number or a boolean from a text. */
    record Scalar(int line, String path, String text, JsonToken token) implements Yaml {}

    default ScriptException error(String problem) {
        return new ScriptException(line(), path(), problem);
    }

    /** Reads the one document of a text; refuses what isn't YAML, is empty, or names a field twice. */
    static Yaml read(String text) {
        try (JsonParser parser = new YAMLFactory().createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new ScriptException(1, "", "the script is empty");
            }
            Yaml document = value(parser, first, "", 0);
            if (parser.nextToken() != null) {
                throw new ScriptException(parser.currentTokenLocation().getLineNr(), "", "a second document");
            }
            return document;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ScriptException(line, "", "not YAML: " + e.getOriginalMessage());
        }
    }

    private static Yaml value(JsonParser parser, JsonToken token, String path, int depth) {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > 40) {
            throw new ScriptException(line, path, "nested too deeply");
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, Yaml> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                String below = path.isEmpty() ? name : path + "." + name;
                int at = parser.currentTokenLocation().getLineNr();
                if (fields.put(name, value(parser, parser.nextToken(), below, depth + 1)) != null) {
                    throw new ScriptException(at, below, "given twice");
                }
            }
            return new Mapping(line, path, fields);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Yaml> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                items.add(value(parser, next, path + "[" + items.size() + "]", depth + 1));
            }
            return new Sequence(line, path, items);
        }
        return new Scalar(line, path, token == JsonToken.VALUE_NULL ? "" : parser.getString(), token);
    }
}
