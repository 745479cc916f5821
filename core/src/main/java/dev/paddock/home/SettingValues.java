package dev.paddock.home;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.AllowList;
import dev.paddock.gateway.AllowRuleException;
import dev.paddock.task.Amounts;
import dev.paddock.task.RunLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values of a settings file under those of variables, read by name and kind. Remembers which names were asked for: others are mistakes. */
final class SettingValues {
    /**
     * A value as written.
     *
     * @param list whether it was written as a list
     * @param where for messages
     */
    record Value(List<String> items, boolean list, String where) {}

    private final Map<String, Value> file;
    private final Map<String, String> environment;
    private final TreeSet<String> known = new TreeSet<>();
    private final Map<String, String> fallbacks = new HashMap<>();
    private final Set<String> lists = new HashSet<>();

    private SettingValues(Map<String, Value> file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    static SettingValues read(Path file, Map<String, String> environment) {
        return new SettingValues(SettingsFile.read(file), environment);
    }

    static String variable(String key) {
        return "PADDOCK_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    long whole(String key, long absent, long least, long most) {
        fallback(key, absent < 0 ? "automatic" : Long.toString(absent));
        Value value = one(key);
        if (value == null) {
            return absent;
        }
        String expected = "a whole number from " + least + " to " + most;
        try {
            long number = Long.parseLong(value.items().getFirst());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, expected);
        }
        throw wrong(key, value, expected);
    }

    String word(String key, String absent, String pattern, String expected) {
        fallback(key, absent);
        Value value = one(key);
        if (value == null) {
            return absent;
        }
        String word = value.items().getFirst();
        if (!word.matches(pattern)) {
            throw wrong(key, value, expected);
        }
        return word;
    }

    /** Bytes: a number with k, m, g or t, which are powers of 1024. */
    long size(String key, long absent, long least) {
        fallback(key, absent < 0 ? "automatic" : Amounts.of(absent));
        Value value = one(key);
        if (value == null) {
            return absent;
        }
        try {
            return Amounts.size(value.items().getFirst(), least);
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, String.valueOf(e.getMessage()));
        }
    }

    Duration duration(String key, Duration absent) {
        fallback(key, absent.isZero() ? "" : Amounts.of(absent));
        Value value = one(key);
        if (value == null) {
            return absent;
        }
        try {
            return Amounts.time(value.items().getFirst());
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, String.valueOf(e.getMessage()));
        }
    }

    /** One of the limits, under {@code limits.}: {@code usual} with what is set. */
    RunLimits limit(String name, RunLimits usual) {
        String key = "limits." + name;
        fallback(key, usual.word(name));
        Value value = one(key);
        if (value == null) {
            return usual;
        }
        try {
            return usual.with(name, value.items().getFirst());
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, String.valueOf(e.getMessage()));
        }
    }

    /** Rules of the allow-list; {@code none} alone means that there are none. */
    List<String> rules(String key, List<String> absent) {
        fallback(key, String.join(", ", absent));
        lists.add(key);
        Value value = find(key);
        if (value == null) {
            return absent;
        }
        List<String> rules = list(value);
        if (rules.equals(List.of("none"))) {
            return List.of();
        }
        try {
            AllowList.parse(rules);
            return rules;
        } catch (AllowRuleException e) {
            throw new PaddockException(ErrorCode.INVALID, value.where() + ": " + key + ": " + e.getMessage(), e);
        }
    }

    /** Words. */
    List<String> list(String key) {
        lists.add(key);
        Value value = find(key);
        return value == null ? List.of() : list(value);
    }

    /** A list in the file, or one line with commas in the variable. */
    private static List<String> list(Value value) {
        if (value.list()) {
            return value.items();
        }
        List<String> items = new ArrayList<>();
        Arrays.stream(value.items().getFirst().split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .forEach(items::add);
        return items;
    }

    /** An absolute path. */
    Optional<Path> path(String key) {
        String expected = "an absolute path";
        String word = word(key, "", "/.*", expected);
        return word.isEmpty() ? Optional.empty() : Optional.of(Path.of(word).normalize());
    }

    /** Absolute paths. */
    List<Path> paths(String key) {
        return list(key).stream()
                .map(item -> {
                    if (!item.startsWith("/")) {
                        throw new PaddockException(
                                ErrorCode.INVALID, key + " must be a list of absolute paths, not \"" + item + "\"");
                    }
                    return Path.of(item).normalize();
                })
                .toList();
    }

    /** An https address, or http on this machine, without credentials, query or fragment. */
    Optional<URI> address(String key) {
        fallback(key, "");
        Value value = one(key);
        if (value == null) {
            return Optional.empty();
        }
        String expected = "an https address without credentials or query (http only on this machine)";
        try {
            URI uri = URI.create(value.items().getFirst());
            String host = uri.getHost();
            boolean here = "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
            boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here);
            if (host != null
                    && safe
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, expected);
        }
        throw wrong(key, value, expected);
    }

    /** The names in the file that begin so; asking for them is for who calls. */
    List<String> namesUnder(String prefix) {
        return file.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    /** Text of any kind, several lines too. */
    Optional<String> text(String key) {
        Value value = find(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value.list()) {
            throw wrong(key, value, "text");
        }
        return Optional.of(value.items().getFirst());
    }

    /** What was asked for, with what was found, in the order of the names. */
    List<Config.Item> items() {
        return known.stream().map(this::item).toList();
    }

    private Config.Item item(String key) {
        Value value = find(key);
        Value inFile = file.get(key);
        String fallback = fallbacks.getOrDefault(key, "");
        boolean byVariable = value != null && value.where().equals(variable(key));
        return new Config.Item(
                key,
                variable(key),
                value == null ? fallback : String.join(", ", value.items()),
                fallback,
                value == null ? Config.Source.DEFAULT : byVariable ? Config.Source.VARIABLE : Config.Source.FILE,
                value == null ? "" : value.where(),
                inFile == null ? 0 : Integer.parseInt(inFile.where().replaceAll(".* line ", "")),
                lists.contains(key));
    }

    private void fallback(String key, String text) {
        fallbacks.put(key, text);
    }

    /** Refuses names in the file that were never asked for. */
    void refuseOthers() {
        for (Map.Entry<String, Value> entry : file.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        entry.getValue().where() + ": there is no setting " + entry.getKey() + "; there are "
                                + String.join(", ", known));
            }
        }
    }

    private @Nullable Value one(String key) {
        Value value = find(key);
        if (value != null && (value.list() || value.items().getFirst().isEmpty())) {
            throw wrong(key, value, "one value");
        }
        return value;
    }

    private @Nullable Value find(String key) {
        known.add(key);
        String variable = variable(key);
        String text = environment.get(variable);
        return text != null && !text.isBlank() ? new Value(List.of(text.strip()), false, variable) : file.get(key);
    }

    private static PaddockException wrong(String key, Value value, String expected) {
        return new PaddockException(
                ErrorCode.INVALID,
                value.where() + ": " + key + " must be " + expected + ", not "
                        + (value.list() ? "a list" : "\"" + value.items().getFirst() + "\""));
    }
}
