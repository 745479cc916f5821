package dev.paddock.git;

import java.util.HashMap;
import java.util.Map;

/**
 * The whole environment of every git that the server starts: no configuration of the machine or of a person, no prompt, no network; settings that
 * win over those of any repository.
 */
public final class GitEnvironment {
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("core.hooksPath", "/dev/null"),
            Map.entry("core.fsmonitor", "false"),
            Map.entry("core.commitGraph", "false"),
            Map.entry("core.multiPackIndex", "false"),
            Map.entry("core.attributesFile", "/dev/null"),
            Map.entry("core.excludesFile", "/dev/null"),
            // Mapped packs count against a confinement's address space.
            Map.entry("core.packedGitWindowSize", "32m"),
            Map.entry("core.packedGitLimit", "512m"),
            Map.entry("pack.windowMemory", "128m"),
            Map.entry("pack.useBitmaps", "false"),
            Map.entry("credential.helper", ""),
            Map.entry("diff.external", ""),
            Map.entry("gc.auto", "0"),
            Map.entry("maintenance.auto", "false"),
            Map.entry("submodule.recurse", "false"));

    private static final Map<String, String> CLEAN = clean(SETTINGS);

    private GitEnvironment() {}

    public static Map<String, String> clean() {
        return CLEAN;
    }

    /** The clean environment with more variables, which win. */
    public static Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(CLEAN);
        all.putAll(more);
        return Map.copyOf(all);
    }

    /** The clean environment with one setting changed. */
    public static Map<String, String> setting(String name, String value) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(name, value);
        return clean(settings);
    }

    /** Variables that, beside the clean environment, give git further settings, which it reads after the usual ones. */
    static Map<String, String> further(Map<String, String> further) {
        Map<String, String> all = new HashMap<>();
        int number = SETTINGS.size();
        for (Map.Entry<String, String> setting : further.entrySet()) {
            all.put("GIT_CONFIG_KEY_" + number, setting.getKey());
            all.put("GIT_CONFIG_VALUE_" + number, setting.getValue());
            number++;
        }
        all.put("GIT_CONFIG_COUNT", Integer.toString(number));
        return Map.copyOf(all);
    }

    private static Map<String, String> clean(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry("PATH", "/usr/bin:/bin"),
                Map.entry("HOME", "/nonexistent"),
                Map.entry("XDG_CONFIG_HOME", "/nonexistent"),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
                Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
                Map.entry("GIT_ATTR_NOSYSTEM", "1"),
                Map.entry("GIT_TERMINAL_PROMPT", "0"),
                Map.entry("GIT_NO_LAZY_FETCH", "1"),
                Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
                Map.entry("GIT_ALLOW_PROTOCOL", "none")));
        int number = 0;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            all.put("GIT_CONFIG_KEY_" + number, setting.getKey());
            all.put("GIT_CONFIG_VALUE_" + number, setting.getValue());
            number++;
        }
        all.put("GIT_CONFIG_COUNT", Integer.toString(number));
        return Map.copyOf(all);
    }
}
