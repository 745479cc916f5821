package dev.paddock.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a settings file, changed line by line so that comments and order stay. Immutable. */
record ConfigText(List<String> lines) {
    private static final Pattern ENTRY = Pattern.compile("(\\s*)(\"[\\w.-]+\"|'[\\w.-]+'|[\\w.-]+)(\\s*:)(.*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+-]*");

    ConfigText {
        lines = List.copyOf(lines);
    }

    static ConfigText of(String text) {
        return new ConfigText(text.lines().toList());
    }

    /**
     * With a setting in it.
     *
     * @param line where it is now, from 1; 0 where it is not
     * @param yaml its value
     * @return empty where the line has a form that is not understood here
     */
    Optional<ConfigText> with(String key, int line, String yaml) {
        List<String> changed = new ArrayList<>(lines);
        if (line == 0) {
            changed.add(key + ": " + yaml);
            return Optional.of(new ConfigText(changed));
        }
        return entry(key, line).map(entry -> {
            Matcher comment = COMMENT.matcher(entry.group(4));
            String kept = comment.find() ? " " + comment.group().strip() : "";
            remove(changed, line);
            changed.add(line - 1, entry.group(1) + entry.group(2) + entry.group(3) + " " + yaml + kept);
            return new ConfigText(changed);
        });
    }

    /** Without a setting; empty where the line has a form that is not understood here. */
    Optional<ConfigText> without(String key, int line) {
        return entry(key, line).map(entry -> {
            List<String> changed = new ArrayList<>(lines);
            remove(changed, line);
            return new ConfigText(changed);
        });
    }

    private Optional<Matcher> entry(String key, int line) {
        Matcher matcher = ENTRY.matcher(lines.get(line - 1));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(2).replaceAll("[\"']", "");
        return key.equals(name) || key.endsWith("." + name) ? Optional.of(matcher) : Optional.empty();
    }

    /** Removes an entry's line and those that belong to its value. */
    private static void remove(List<String> lines, int line) {
        int indent = indent(lines.get(line - 1));
        lines.remove(line - 1);
        while (line <= lines.size()) {
            String next = lines.get(line - 1);
            boolean item = indent(next) == indent && next.strip().startsWith("- ");
            if (next.isBlank() || (indent(next) <= indent && !item)) {
                return;
            }
            lines.remove(line - 1);
        }
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** A value as YAML. */
    static String yaml(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** A list as YAML. */
    static String yaml(List<String> values) {
        return "[" + String.join(", ", values.stream().map(ConfigText::yaml).toList()) + "]";
    }

    @Override
    public String toString() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
