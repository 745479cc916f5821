package dev.paddock.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings under which a person's git may touch what an agent made. An agent brings files only, no configuration; but its {@code .gitattributes} can name any
 * program that the person's configuration defines, and such a program, like a hook, may lie in the work tree, where the agent wrote it.
 */
final class GitSettings {
    private static final Pattern PROGRAM = Pattern.compile(
            "filter\\..+\\.(?:clean|smudge|process)|merge\\..+\\.driver|diff\\..+\\.(?:textconv|command)",
            Pattern.DOTALL);

    /** Objects are checked as they come; what old histories hold is let through, as the server does. */
    static final Map<String, String> CHECKED_FETCH = checkedFetch();

    private GitSettings() {}

    /** No hook, no monitor, no upkeep, no filter: for reading and writing a work tree. */
    static Map<String, String> guarded(Git git) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "core.hooksPath",
                "/dev/null",
                "core.fsmonitor",
                "false",
                "gc.auto",
                "0",
                "maintenance.auto",
                "false",
                "submodule.recurse",
                "false",
                "core.quotePath",
                "true"));
        settings.putAll(off(programs(git)));
        return settings;
    }

    /** The programs that the configuration attaches to files: {@code filter.lfs.smudge} and its like, with their command lines. */
    static Map<String, String> programs(Git git) {
        String listed = git.ask("config", "--list", "--null").orElse("");
        Map<String, String> programs = new LinkedHashMap<>();
        for (String entry : listed.split("\0", -1)) {
            int end = entry.indexOf('\n');
            String key = (end < 0 ? entry : entry.substring(0, end)).strip();
            if (PROGRAM.matcher(key).matches()) {
                programs.put(key, end < 0 ? "" : entry.substring(end + 1).strip());
            }
        }
        return programs;
    }

    /** Settings that put programs out of action: git then does what it does without them. */
    static Map<String, String> off(Map<String, String> programs) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String key : programs.keySet()) {
            switch (key.substring(key.lastIndexOf('.') + 1)) {
                case "driver" -> settings.put(key, "git merge-file --marker-size=%L %A %O %B");
                case "textconv" -> settings.put(key, "cat");
                case "command" ->
                    settings.put(
                            key, "f() { git diff --no-ext-diff --no-textconv --no-index -- \"$2\" \"$5\"; true; }; f");
                default -> {
                    settings.put(key, "");
                    settings.put(key.substring(0, key.lastIndexOf('.')) + ".required", "false");
                }
            }
        }
        return settings;
    }

    /** Those that may run a file of the work tree. {@code git-lfs}, found by PATH, is the one that is known not to. */
    static Map<String, String> doubtful(Map<String, String> programs) {
        Map<String, String> doubtful = new LinkedHashMap<>(programs);
        doubtful.values().removeIf(command -> command.isBlank() || command.matches("git[- ]lfs [\\w %-]+"));
        return doubtful;
    }

    private static Map<String, String> checkedFetch() {
        Map<String, String> settings = new HashMap<>();
        settings.put("fetch.fsckObjects", "true");
        for (String fault : List.of(
                "badDate",
                "badDateOverflow",
                "badEmail",
                "badName",
                "badTimezone",
                "extraHeaderEntry",
                "missingEmail",
                "missingNameBeforeEmail",
                "missingSpaceBeforeDate",
                "missingSpaceBeforeEmail",
                "missingTaggerEntry",
                "zeroPaddedDate",
                "zeroPaddedFilemode")) {
            settings.put("fetch.fsck." + fault, "ignore");
        }
        return Map.copyOf(settings);
    }
}
