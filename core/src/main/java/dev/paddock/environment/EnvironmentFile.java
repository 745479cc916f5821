package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.ProjectSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code .paddock/environment.yaml} of a base checkout. The file is the repository's, so it is bounded and no link on the way to it is followed. */
final class EnvironmentFile {
    static final String PLACE = ".paddock/environment.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_ENTRIES = 200;
    private static final Set<String> FIELDS = Set.of("setup", "timeout", "caches", "variables", "secrets", "egress");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})\\s*([smh])");

    private EnvironmentFile() {}

    /**
     * What the file says; nothing where there is none.
     *
     * @param tree an immutable checkout
     * @throws PaddockException INVALID, with field and reason
     */
    static ProjectSettings read(Path tree) {
        Path directory = tree.resolve(".paddock");
        Path file = tree.resolve(PLACE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ProjectSettings.NONE;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw wrong("it must be a regular file in a directory, not a link");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong("it is larger than 64 KiB");
            }
            return read(Files.readString(file));
        } catch (IOException e) {
            throw wrong("it can't be read as UTF-8: " + e.getMessage());
        }
    }

    static ProjectSettings read(String text) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw wrong((line > 0 ? "line " + line + ": " : "") + e.getOriginalMessage());
        }
        if (root.isMissingNode() || root.isNull()) {
            return ProjectSettings.NONE;
        }
        if (!root.isObject()) {
            throw wrong("expected fields, as in `setup: npm ci`");
        }
        for (var field : root.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw wrong("there is no field " + cut(field.getKey()) + "; there are caches, egress, secrets, setup, "
                        + "timeout, variables");
            }
        }
        return new ProjectSettings(
                text(root, "setup"),
                timeout(text(root, "timeout")),
                root.has("caches") ? caches(words(root, "caches")) : null,
                variables(root.path("variables")),
                secrets(words(root, "secrets")),
                words(root, "egress"));
    }

    static List<String> caches(List<String> names) {
        names.forEach(Cache::named);
        return names;
    }

    private static List<String> secrets(List<String> names) {
        names.forEach(Variables::checkName);
        return names;
    }

    private static @Nullable Duration timeout(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(text.strip());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration time = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
            if (time.isPositive() && time.compareTo(ProjectSettings.MOST_TIMEOUT) <= 0) {
                return time;
            }
        }
        throw wrong("timeout must be a time of at most 2h, as in 30s, 15m or 1h");
    }

    private static Map<String, String> variables(JsonNode node) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return variables;
        }
        if (!node.isObject() || node.size() > MOST_ENTRIES) {
            throw wrong("variables must be names with values, as in `NODE_ENV: test`");
        }
        for (var field : node.properties()) {
            if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                throw wrong("variables: " + cut(field.getKey()) + " must be one value");
            }
            variables.put(
                    Variables.checkName(field.getKey()),
                    Variables.checkValue(field.getKey(), field.getValue().asString()));
        }
        return variables;
    }

    private static @Nullable String text(JsonNode root, String field) {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString() || node.asString().indexOf('\0') >= 0) {
            throw wrong(field + " must be text");
        }
        return node.asString();
    }

    private static List<String> words(JsonNode root, String field) {
        JsonNode node = root.path(field);
        List<String> words = new ArrayList<>();
        if (node.isMissingNode() || node.isNull()) {
            return words;
        }
        if (!node.isArray() || node.size() > MOST_ENTRIES) {
            throw wrong(field + " must be a list of words");
        }
        for (JsonNode item : node) {
            if (!item.isString() || item.asString().isBlank()) {
                throw wrong(field + " must be a list of words");
            }
            words.add(item.asString().strip());
        }
        return words;
    }

    private static String cut(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static PaddockException wrong(String what) {
        return new PaddockException(ErrorCode.INVALID, PLACE + " of the base commit: " + what);
    }
}
