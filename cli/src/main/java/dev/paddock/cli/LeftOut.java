package dev.paddock.cli;

import java.util.List;

/** Says before a run begins what of a repository will not be in it. */
final class LeftOut {
    private static final int MOST_NAMED = 5;

    private final Caller caller;
    private final Git git;

    LeftOut(Caller caller, Git git) {
        this.caller = caller;
        this.git = git;
    }

    /** Files that are not committed. */
    void sayChanges(String commit) {
        List<String> changed = git.changedNames();
        if (changed.isEmpty()) {
            return;
        }
        caller.say(Format.many(changed.size(), "changed file") + " not committed "
                + (changed.size() == 1 ? "is" : "are") + " left out: " + named(changed) + ". The run begins at "
                + commit.substring(0, 10) + "; --with-changes takes "
                + (changed.size() == 1 ? "it." : "them."));
    }

    /** Submodules and files of Git LFS. */
    void sayContents(String commit) {
        List<String> submodules = git.ask("config", "--blob", commit + ":.gitmodules", "--get-regexp", "\\.path$")
                .orElse("")
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        if (!submodules.isEmpty()) {
            caller.say("Submodules are empty directories in the run: " + named(submodules) + ".");
        }
        boolean lfs = git.ask("cat-file", "blob", commit + ":.gitattributes")
                .filter(text -> text.contains("filter=lfs"))
                .isPresent();
        if (lfs) {
            caller.say("Files of Git LFS are pointers in the run, not their contents.");
        }
    }

    private static String named(List<String> names) {
        String first = String.join(
                ", ", names.stream().limit(MOST_NAMED).map(Sanitiser::line).toList());
        return names.size() > MOST_NAMED ? first + " and " + (names.size() - MOST_NAMED) + " more" : first;
    }
}
