package dev.paddock.home;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code environment} and {@code projects.<name>} of a settings file. */
final class ProjectValues {
    private static final String ALL = "environment";
    private static final Pattern FIELD =
            Pattern.compile("(.+?)\\.(setup|timeout|caches|secrets|variables\\.[A-Za-z_][A-Za-z0-9_]*)");

    private ProjectValues() {}

    /** By project name; under the empty name what is for all. */
    static Map<String, ProjectSettings> read(SettingValues values) {
        Map<String, ProjectSettings> all = new HashMap<>();
        for (String key : values.namesUnder("projects.")) {
            Matcher field = FIELD.matcher(key);
            if (field.matches()) {
                String prefix = field.group(1);
                all.computeIfAbsent(prefix.substring("projects.".length()), name -> one(values, prefix));
            }
        }
        all.put("", one(values, ALL));
        return all;
    }

    private static ProjectSettings one(SettingValues values, String prefix) {
        Map<String, String> variables = new HashMap<>();
        for (String key : values.namesUnder(prefix + ".variables.")) {
            values.text(key).ifPresent(value -> variables.put(key.substring((prefix + ".variables.").length()), value));
        }
        return new ProjectSettings(
                values.text(prefix + ".setup").orElse(null),
                timeout(values, prefix + ".timeout"),
                caches(values, prefix + ".caches"),
                variables,
                values.list(prefix + ".secrets"),
                List.of());
    }

    private static @Nullable Duration timeout(SettingValues values, String key) {
        Duration time = values.duration(key, Duration.ZERO);
        if (time.isZero()) {
            return null;
        }
        return time.compareTo(ProjectSettings.MOST_TIMEOUT) > 0 ? ProjectSettings.MOST_TIMEOUT : time;
    }

    private static @Nullable List<String> caches(SettingValues values, String key) {
        // An empty list in the file says that there are to be none.
        return values.namesUnder(key).contains(key) ? values.list(key) : null;
    }
}
