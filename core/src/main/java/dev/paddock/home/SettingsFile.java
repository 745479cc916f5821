package dev.paddock.home;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a YAML file of settings into dotted names, with the line of each. */
final class SettingsFile {
    private final Path file;
    private final JsonParser parser;
    private final Map<String, SettingValues.Value> values = new LinkedHashMap<>();

    private SettingsFile(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static Map<String, SettingValues.Value> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        // No mapper: setting one up would cost the server's start more than the file does.
        YAMLFactory yaml = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = yaml.createParser(ObjectReadContext.empty(), file)) {
            SettingsFile reader = new SettingsFile(file, parser);
            JsonToken first = parser.nextToken();
            if (first != null && first != JsonToken.VALUE_NULL) {
                if (first != JsonToken.START_OBJECT) {
                    throw reader.wrong("expected settings, as in `port: 7310`");
                }
                reader.object("");
                if (parser.nextToken() != null) {
                    throw reader.wrong("expected one document");
                }
            }
            return reader.values;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new PaddockException(
                    ErrorCode.INVALID, file + (line > 0 ? " line " + line : "") + ": " + e.getOriginalMessage(), e);
        }
    }

    private void object(String prefix) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = prefix + parser.currentName();
            String where = where();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                object(key + ".");
            } else if (value == JsonToken.START_ARRAY) {
                put(key, new SettingValues.Value(items(), true, where));
            } else if (value != JsonToken.VALUE_NULL) {
                put(key, new SettingValues.Value(List.of(parser.getString().strip()), false, where));
            }
        }
    }

    private List<String> items() {
        List<String> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                throw wrong("expected one word for each entry of the list");
            }
            items.add(parser.getString().strip());
        }
        return items;
    }

    private void put(String key, SettingValues.Value value) {
        if (values.putIfAbsent(key, value) != null) {
            throw new PaddockException(ErrorCode.INVALID, value.where() + ": " + key + " is there twice");
        }
    }

    private String where() {
        return file + " line " + parser.currentTokenLocation().getLineNr();
    }

    private PaddockException wrong(String what) {
        return new PaddockException(ErrorCode.INVALID, where() + ": " + what);
    }
}
