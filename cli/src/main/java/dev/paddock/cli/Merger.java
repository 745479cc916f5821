package dev.paddock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Merges commits of a repository without touching its branches, index or work tree: in a bare repository of its own that writes new objects into the
 * other's store. No configuration, attribute or hook of anyone has a say. Needs git 2.38. Close it.
 */
final class Merger implements AutoCloseable {
    private static final Map<String, String> NOBODY = Map.of(
            "GIT_AUTHOR_NAME", "paddock",
            "GIT_AUTHOR_EMAIL", "paddock@localhost",
            "GIT_AUTHOR_DATE", "@0 +0000",
            "GIT_COMMITTER_NAME", "paddock",
            "GIT_COMMITTER_EMAIL", "paddock@localhost",
            "GIT_COMMITTER_DATE", "@0 +0000");

    private final Path place;
    private final Git git;

    private Merger(Path place, Git git) {
        this.place = place;
        this.git = git;
    }

    /** How a merge went: the merged tree, whose files hold markers where there are conflicts. */
    record Merged(String tree, List<Conflict> conflicts) {
        boolean clean() {
            return conflicts.isEmpty();
        }
    }

    /**
     * A file that both sides changed.
     *
     * @param path one char a byte
     * @param message git's sentence
     */
    record Conflict(String path, String message) {}

    static Merger over(Caller caller, Git clone) {
        requireVersion(clone);
        try {
            Path place = Files.createTempDirectory("paddock-merge-");
            Files.createDirectories(place.resolve("refs"));
            Files.createDirectories(place.resolve("objects"));
            Files.writeString(place.resolve("HEAD"), "ref: refs/heads/none\n");
            Files.writeString(place.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
            Path shallow = Clone.gitPath(clone, "shallow");
            if (Files.exists(shallow)) {
                Files.copy(shallow, place.resolve("shallow"));
            }
            Map<String, String> variables = new HashMap<>(NOBODY);
            variables.put("GIT_DIR", place.toString());
            variables.put(
                    "GIT_OBJECT_DIRECTORY", Clone.gitPath(clone, "objects").toString());
            variables.put("GIT_NO_REPLACE_OBJECTS", "1");
            variables.put("GIT_ATTR_NOSYSTEM", "1");
            return new Merger(place, Git.ofOwn(caller, place).with(variables));
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "can't make a directory to merge in: " + e.getMessage(), null, e);
        }
    }

    /** Git on the objects, with none of the person's settings. */
    Git git() {
        return git;
    }

    Optional<String> base(String one, String other) {
        return git.ask("merge-base", one, other);
    }

    boolean isAncestor(String older, String newer) {
        return git.tryRaw(new byte[0], "merge-base", "--is-ancestor", older, newer)
                        .code()
                == 0;
    }

    String tree(String commit) {
        return git.must("rev-parse", "--verify", "--quiet", commit + "^{tree}");
    }

    /** As git merges two branches. */
    Merged merge(String ours, String theirs) {
        Program.Raw outcome = git.tryRaw(new byte[0], "merge-tree", "--write-tree", "-z", "--messages", ours, theirs);
        if (outcome.code() != 0 && outcome.code() != 1) {
            throw new CliException(
                    ExitCode.FAILED,
                    "git could not merge: " + new Program.Outcome(outcome.code(), "", outcome.err()).lastWords(),
                    outcome.err().contains("missing") || outcome.err().contains("unable to read")
                            ? "A partial clone may lack files: `git fetch --refetch --no-filter` brings them."
                            : null);
        }
        List<String> records = Bytes.records(new String(outcome.out(), StandardCharsets.ISO_8859_1));
        return new Merged(records.getFirst(), outcome.code() == 0 ? List.of() : conflicts(records));
    }

    /** What {@code theirs} changed since {@code base}, onto {@code ours}; commits or trees. */
    Merged pick(String base, String ours, String theirs) {
        String below = git.must("commit-tree", "-m", "base", base + "^{tree}");
        String one = git.must("commit-tree", "-m", "ours", "-p", below, ours + "^{tree}");
        String other = git.must("commit-tree", "-m", "theirs", "-p", below, theirs + "^{tree}");
        return merge(one, other);
    }

    /** Makes a commit; every text one char a byte. {@code headers} are lines as they stand in a commit, without the tree and the parents. */
    String commit(String tree, List<String> parents, List<String> headers, String message) {
        StringBuilder text = new StringBuilder("tree " + tree + "\n");
        parents.forEach(parent -> text.append("parent ").append(parent).append('\n'));
        headers.forEach(header -> text.append(header).append('\n'));
        text.append('\n').append(message);
        if (!message.endsWith("\n")) {
            text.append('\n');
        }
        return git.raw(Bytes.of(text.toString()), "hash-object", "-t", "commit", "-w", "--stdin")
                .strip();
    }

    /** The content of a file in a tree, one char a byte. */
    String file(String tree, String path) {
        String answer = git.raw(Bytes.of(tree + ":" + path + "\0"), "cat-file", "--batch", "-z");
        int head = answer.indexOf('\n');
        return head < 0 || !answer.substring(0, head).contains(" blob ")
                ? ""
                : answer.substring(head + 1, answer.length() - 1);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "can't remove " + place + ": " + e.getMessage(), null, e);
        }
    }

    /** git-merge-tree(1): the tree, the conflicted entries, an empty record, then for each message the number of its paths, the paths, its kind, itself. */
    private static List<Conflict> conflicts(List<String> records) {
        List<Conflict> conflicts = new ArrayList<>();
        int at = records.subList(1, records.size()).indexOf("") + 2;
        while (at > 1 && at < records.size()) {
            int paths = Integer.parseInt(records.get(at));
            String kind = records.get(at + paths + 1);
            String message = records.get(at + paths + 2).strip();
            if (kind.startsWith("CONFLICT")) {
                conflicts.add(new Conflict(paths == 0 ? "" : records.get(at + 1), message));
            }
            at += paths + 3;
        }
        return conflicts.isEmpty() ? List.of(new Conflict("", "conflicts")) : conflicts;
    }

    private static void requireVersion(Git git) {
        String version = git.must("version").replaceFirst("git version ", "");
        String[] parts = version.split("[^0-9]+", 3);
        boolean enough = parts.length >= 2
                && !parts[0].isEmpty()
                && (Integer.parseInt(parts[0]) > 2
                        || (Integer.parseInt(parts[0]) == 2 && Integer.parseInt(parts[1]) >= 38));
        if (!enough) {
            throw new CliException(
                    ExitCode.PREREQUISITE,
                    "git " + Sanitiser.line(version) + " is too old to compute a merge beforehand",
                    "Install git 2.38 or newer; meanwhile: paddock diff RUN | git apply --3way");
        }
    }
}
