package dev.paddock.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The fields of a YAML mapping, each read as what it must be. */
record Fields(Yaml.Mapping mapping) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7}(?:\\.[0-9]{1,3})?) *(ms|s|m)");

    /** Longer waits than this look like a mistake. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** @throws ScriptException unless {@code yaml} is a mapping that has no other fields than {@code allowed} */
    static Fields of(Yaml yaml, Set<String> allowed) {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            throw yaml.error("must be a mapping with some of " + sorted(allowed));
        }
        mapping.fields().forEach((name, value) -> {
            if (!allowed.contains(name)) {
                throw value.error("unknown field; known here: " + sorted(allowed));
            }
        });
        return new Fields(mapping);
    }

    boolean has(String name) {
        return mapping.fields().containsKey(name);
    }

    @Nullable
    Yaml get(String name) {
        return mapping.fields().get(name);
    }

    Yaml need(String name) {
        Yaml value = get(name);
        if (value == null) {
            throw mapping.error("needs the field '" + name + "'");
        }
        return value;
    }

    String text(String name) {
        return text(need(name));
    }

    static String text(Yaml yaml) {
        if (!(yaml instanceof Yaml.Scalar scalar) || scalar.token() == JsonToken.VALUE_NULL) {
            throw yaml.error("must be a text");
        }
        String unknown = Placeholders.unknown(scalar.text());
        if (!unknown.isEmpty()) {
            throw yaml.error("unknown placeholder {{" + unknown
                    + "}}; known: goal, prompt, turn, step, match.0 to match.9, and {{open}} for two braces");
        }
        return scalar.text();
    }

    long number(String name, long missing, long least, long most) {
        Yaml yaml = get(name);
        return yaml == null ? missing : number(yaml, least, most);
    }

    @Nullable
    Long number(String name) {
        Yaml yaml = get(name);
        return yaml == null ? null : number(yaml, 0, 1_000_000_000);
    }

    /** A count from 1, or {@link Part#ENDLESS} for the word {@code endless}. */
    long count(String name) {
        Yaml yaml = get(name);
        if (yaml == null) {
            return 1;
        }
        return yaml instanceof Yaml.Scalar scalar && scalar.text().equals("endless")
                ? Part.ENDLESS
                : number(yaml, 1, 1_000_000_000);
    }

    boolean flag(String name) {
        Yaml yaml = get(name);
        if (yaml == null) {
            return false;
        }
        return switch (yaml instanceof Yaml.Scalar scalar ? scalar.token() : JsonToken.NOT_AVAILABLE) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw yaml.error("must be true or false");
        };
    }

    Duration duration(String name, Duration missing) {
        Yaml yaml = get(name);
        if (yaml == null) {
            return missing;
        }
        Matcher matcher = DURATION.matcher(yaml instanceof Yaml.Scalar scalar ? scalar.text() : "");
        if (!matcher.matches()) {
            throw yaml.error("must be a time such as 250ms, 1.5s or 2m");
        }
        double unit = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            default -> 60_000;
        };
        Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit));
        if (duration.compareTo(LONGEST) > 0) {
            throw yaml.error("must be at most 30m");
        }
        return duration;
    }

    @Nullable
    Pattern pattern(String name) {
        Yaml yaml = get(name);
        if (yaml == null) {
            return null;
        }
        try {
            return Pattern.compile(yaml instanceof Yaml.Scalar scalar ? scalar.text() : "(");
        } catch (PatternSyntaxException e) {
            throw yaml.error("not a regular expression: " + e.getDescription());
        }
    }

    <T> List<T> list(String name, Function<Yaml, T> item) {
        Yaml yaml = need(name);
        if (!(yaml instanceof Yaml.Sequence sequence) || sequence.items().isEmpty()) {
            throw yaml.error("must be a list with at least one item");
        }
        List<T> items = new ArrayList<>();
        sequence.items().forEach(each -> items.add(item.apply(each)));
        return items;
    }

    /** A YAML value as the JSON it stands for. */
    static JsonNode json(Yaml yaml) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (yaml) {
            case Yaml.Mapping mapping -> {
                var object = json.objectNode();
                mapping.fields().forEach((name, value) -> object.set(name, json(value)));
                yield object;
            }
            case Yaml.Sequence sequence -> {
                var array = json.arrayNode();
                sequence.items().forEach(value -> array.add(json(value)));
                yield array;
            }
            case Yaml.Scalar scalar ->
                switch (scalar.token()) {
                    case VALUE_NULL -> json.nullNode();
                    case VALUE_TRUE -> json.booleanNode(true);
                    case VALUE_FALSE -> json.booleanNode(false);
                    case VALUE_NUMBER_INT -> json.numberNode(new java.math.BigInteger(scalar.text()));
                    case VALUE_NUMBER_FLOAT -> json.numberNode(Double.parseDouble(scalar.text()));
                    default -> json.stringNode(text(scalar));
                };
        };
    }

    private static long number(Yaml yaml, long least, long most) {
        if (yaml instanceof Yaml.Scalar scalar && scalar.text().matches("[0-9]{1,12}")) {
            long number = Long.parseLong(scalar.text());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw yaml.error("must be a whole number from " + least + " to " + most);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
