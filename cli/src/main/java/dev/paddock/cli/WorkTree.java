package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one work tree, moved from one tree to another without touching what is not in a commit. Asks first ({@link #obstacle}), then moves
 * ({@link #move}); a move that fails is taken back.
 */
final class WorkTree {
    private static final List<String> UNDERWAY = List.of(
            "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer", "index.lock");

    private final Git git;

    /** @param git guarded, with the index to use in its environment if that is not the work tree's own */
    WorkTree(Git git) {
        this.git = git;
    }

    /**
     * How one tree differs from another; paths one char a byte.
     *
     * @param changed files that both have
     */
    record Change(List<String> added, List<String> changed, List<String> removed) {
        List<String> all() {
            List<String> all = new ArrayList<>(added);
            all.addAll(changed);
            all.addAll(removed);
            return all;
        }
    }

    Change change(String from, String to) {
        List<String> records =
                Bytes.records(git.raw(new byte[0], "diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to));
        Change change = new Change(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i + 1 < records.size(); i += 2) {
            List<String> list = switch (records.get(i)) {
                case "A" -> change.added();
                case "D" -> change.removed();
                default -> change.changed();
            };
            list.add(records.get(i + 1));
        }
        return change;
    }

    /**
     * Why the files can't be moved, in a person's words; empty where they can.
     *
     * @param from what index and files are at, but for what is not committed
     */
    Optional<String> obstacle(String from, String to) {
        Optional<String> underway = underway();
        if (underway.isPresent()) {
            return underway;
        }
        Change change = change(from, to);
        git.run(Git.QUICK, "update-index", "-q", "--refresh");
        Set<String> touched = new HashSet<>(change.all());
        List<String> dirty =
                dirty(from).stream().filter(touched::contains).sorted().toList();
        if (!dirty.isEmpty()) {
            return Optional.of(
                    dirty.size() == 1
                            ? Bytes.names(dirty) + " has changes that are not committed"
                            : "these files have changes that are not committed: " + Bytes.names(dirty));
        }
        List<String> inTheWay = inTheWay(change);
        if (!inTheWay.isEmpty()) {
            return Optional.of(
                    inTheWay.size() == 1
                            ? Bytes.names(inTheWay) + " is there already and in no commit"
                            : "these files are there already and in no commit: " + Bytes.names(inTheWay));
        }
        Program.Raw dry = git.tryRaw(new byte[0], "read-tree", "-m", "-u", "-n", from, to);
        return dry.code() == 0
                ? Optional.empty()
                : Optional.of(new Program.Outcome(dry.code(), "", dry.err()).lastWords());
    }

    /** @throws CliException FAILED where git could not; the files are as before then */
    void move(String from, String to) {
        Git shielded = git.shielded();
        Program.Raw moved = shielded.tryRaw(new byte[0], "read-tree", "-m", "-u", from, to);
        if (moved.code() == 0) {
            return;
        }
        Change change = change(from, to);
        List<String> back = new ArrayList<>(change.changed());
        back.addAll(change.removed());
        shielded.shell(Bytes.joined(change.added()), "exec xargs -0 -r rm -f --");
        Program.Raw restored = shielded.tryRaw(Bytes.joined(back), "checkout-index", "-f", "-q", "-z", "--stdin");
        String why = new Program.Outcome(moved.code(), "", moved.err()).lastWords();
        throw new CliException(
                ExitCode.FAILED,
                "the files could not be written: " + why,
                restored.code() == 0
                        ? "What was written was taken back."
                        : "Not all of it could be taken back: `git status` shows the rest.");
    }

    /** Files that differ from a tree, staged or not; a submodule's inside does not count. */
    Set<String> dirty(String from) {
        Set<String> dirty = new LinkedHashSet<>();
        for (String where : List.of("--cached", "--ignore-submodules=all")) {
            dirty.addAll(Bytes.records(git.raw(
                    new byte[0],
                    "diff-index",
                    "-z",
                    "--name-only",
                    "--no-renames",
                    "--ignore-submodules=all",
                    where,
                    from)));
        }
        return dirty;
    }

    private Optional<String> underway() {
        Path directory = Path.of(git.must("rev-parse", "--absolute-git-dir"));
        return UNDERWAY.stream()
                .filter(name -> Files.exists(directory.resolve(name)))
                .findFirst()
                .map(name -> name.equals("index.lock")
                        ? "another git is at work in it, or was killed there: " + directory.resolve(name)
                        : "a merge, rebase or cherry-pick is under way in it");
    }

    private List<String> inTheWay(Change change) {
        Program.Raw outcome = git.shell(Bytes.joined(change.added()), script());
        if (outcome.code() != 0) {
            return List.of("what could not be looked at ("
                    + new Program.Outcome(outcome.code(), "", outcome.err()).lastWords() + ")");
        }
        Set<String> goes = new HashSet<>(change.removed());
        return Bytes.records(new String(outcome.out(), StandardCharsets.ISO_8859_1)).stream()
                .distinct()
                .filter(path -> !goes.contains(path))
                .toList();
    }

    private static String script() {
        try (InputStream in = WorkTree.class.getResourceAsStream("in-the-way.sh")) {
            if (in == null) {
                throw new IllegalStateException("in-the-way.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
