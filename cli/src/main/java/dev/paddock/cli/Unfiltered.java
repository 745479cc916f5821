package dev.paddock.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says where a person's filters would have had a say and had none. */
final class Unfiltered {
    private Unfiltered() {}

    /** @param paths of files that were written, one char a byte */
    static void say(Caller caller, Git git, List<String> paths) {
        Map<String, String> programs = GitSettings.programs(new Git(caller, git.directory()));
        if (paths.isEmpty() || programs.keySet().stream().noneMatch(key -> key.startsWith("filter."))) {
            return;
        }
        List<String> records = Bytes.records(git.raw(Bytes.joined(paths), "check-attr", "-z", "--stdin", "filter"));
        Set<String> names = new LinkedHashSet<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i + 2 < records.size(); i += 3) {
            String name = records.get(i + 2);
            if (programs.keySet().stream().anyMatch(key -> key.startsWith("filter." + name + "."))) {
                names.add(name);
                files.add(records.get(i));
            }
        }
        if (!files.isEmpty()) {
            String filters = String.join(", ", names.stream().map(Bytes::shown).toList());
            caller.say("Your filter " + filters + " was not run on " + Bytes.names(files)
                    + (names.contains("lfs") ? ": `git lfs pull` fills pointers in." : "."));
        }
    }
}
