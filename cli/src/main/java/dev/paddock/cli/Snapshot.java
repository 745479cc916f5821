package dev.paddock.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Commits that Paddock makes in a person's repository for a run to begin from. They belong to no branch: index, refs, hooks and files of the person stay
 * untouched.
 */
final class Snapshot {
    /** In the message of such a commit: the person's own commit that it stands on. */
    static final String TRAILER = "Paddock-Changes-On";

    private final Caller caller;
    private final Git git;

    Snapshot(Caller caller, Git git) {
        this.caller = caller;
        this.git = git;
    }

    /** All that is in the work tree and not ignored, on top of HEAD; HEAD itself where that is all. */
    String ofChanges(String head) {
        if (git.ask("rev-parse", "--is-bare-repository").filter("true"::equals).isPresent()) {
            return head;
        }
        try (ScratchIndex index = ScratchIndex.of(git)) {
            String tree = tree(index);
            return tree.equals(git.must("rev-parse", head + "^{tree}"))
                    ? head
                    : commit(tree, head, List.of("-p", head), "Changes that were not committed");
        }
    }

    /** The files of a commit without its history, for a server that has not got it and can't get it. */
    String withoutHistory(String commit) {
        return commit(commit + "^{tree}", commit, List.of(), "The files of a shallow clone");
    }

    /** Takes the work tree into the scratch index, and gives its tree. */
    String tree(ScratchIndex index) {
        Map<String, String> settings = new HashMap<>(
                Map.of("core.hooksPath", "/dev/null", "advice.addEmbeddedRepo", "false", "core.safecrlf", "false"));
        Git scratch = git.with(index.variables()).set(settings);
        if (!scratch.raw(new byte[0], "ls-files", "-u", "-z").isEmpty()) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "a merge is under way in " + git.directory() + ", with conflicts that are not resolved",
                    "Resolve and commit it, or leave the changes out.");
        }
        Program.Raw added = scratch.tryRaw(new byte[0], "add", "--all");
        if (added.code() != 0) {
            throw new CliException(
                    ExitCode.FAILED,
                    "the changes could not be taken: " + new Program.Outcome(added.code(), "", added.err()).lastWords(),
                    "Make the file readable, or name it in .gitignore.");
        }
        leaveOutNested(scratch);
        return scratch.must("write-tree");
    }

    /** A repository inside the work tree is no part of this one. */
    private void leaveOutNested(Git scratch) {
        List<String> nested = new ArrayList<>();
        List<String> records = Bytes.records(scratch.raw(
                new byte[0],
                "diff-index",
                "--cached",
                "--raw",
                "-z",
                "--no-renames",
                "--ignore-submodules=none",
                "HEAD"));
        for (int i = 0; i + 1 < records.size(); i += 2) {
            String[] fields = records.get(i).split(" ");
            if (fields.length > 1 && fields[1].equals("160000") && !fields[0].equals(":160000")) {
                nested.add(records.get(i + 1));
            }
        }
        if (!nested.isEmpty()) {
            scratch.raw(Bytes.joined(nested), "update-index", "-z", "--force-remove", "--stdin");
            caller.say("Left out, since they are repositories of their own: " + Bytes.names(nested));
        }
    }

    private String commit(String tree, String on, List<String> parents, String subject) {
        List<String> command = new ArrayList<>(List.of("commit-tree", "--no-gpg-sign"));
        command.addAll(parents);
        command.addAll(List.of("-m", subject, "-m", TRAILER + ": " + on, tree));
        Git named = git.config("user.email").isPresent()
                ? git
                : git.with(Map.of(
                        "GIT_AUTHOR_NAME", "Paddock",
                        "GIT_AUTHOR_EMAIL", "paddock@localhost",
                        "GIT_COMMITTER_NAME", "Paddock",
                        "GIT_COMMITTER_EMAIL", "paddock@localhost"));
        return named.must(command.toArray(String[]::new));
    }
}
