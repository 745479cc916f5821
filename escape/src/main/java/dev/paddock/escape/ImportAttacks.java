package dev.paddock.escape;

import dev.paddock.sandbox.Limits;
import java.util.List;

/** Attacks 62 and 65: commits whose objects hurt whoever takes them. */
final class ImportAttacks {
    private static final Limits ROOMY = new Limits(512L << 20, 2, 128, 1_024, 1L << 30, 64L << 20);

    /** Commits a tree, and a harmless one on top of it where {@code BELOW} is set; HEAD is then the last. Prints the tree. */
    private static final String COMMIT = """
            commit() {
                c=$(git commit-tree "$1" -p BASE -m forged)
                [ -z "${BELOW-}" ] || c=$(git commit-tree BASE^{tree} -p "$c" -m clean)
                git update-ref HEAD "$c"
                echo "$1"
            }
            entry() {
                python3 -c 'import sys; sys.stdout.buffer.write((sys.argv[1] + "\\0").encode() + bytes.fromhex(sys.argv[2]))' "$1" "$2"
            }
            tree() { git hash-object -t tree --literally -w --stdin; }
            blob=$(echo x | git hash-object -w --stdin)
            inner=$(printf '100644 blob %s\\tconfig\\n' "$blob" | git mktree)
            """;

    private ImportAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(
                        62,
                        "commit trees that git must not check out (.GIT, .., a linked .gitmodules)",
                        ImportAttacks::trees),
                new Attack(65, "commit what unfolds without end, among 200,000 refs", ImportAttacks::bombs));
    }

    private static Outcome trees(Target target) {
        Target.Live live = target.live("treacherous", ResourceAttacks.SMALL);
        List<String> forged = List.of(
                "BELOW=1; commit $(entry '40000 .GIT' \"$inner\" | tree)",
                "BELOW=1; commit $(entry '40000 ..' \"$inner\" | tree)",
                "BELOW=1; commit $(entry '120000 .gitmodules' $(printf /etc/passwd | git hash-object -w --stdin) | tree)");
        for (String forge : forged) {
            Outcome outcome = taken(target, live, forge, "");
            if (!(outcome instanceof Outcome.Held)) {
                return outcome;
            }
        }
        return new Outcome.Held();
    }

    private static Outcome bombs(Target target) {
        Target.Live live = target.live("bomber", ROOMY);
        String refs =
                "c=$(git rev-parse HEAD); { echo '# pack-refs with: peeled fully-peeled sorted'; seq -f \"$c refs/heads/x%07.0f\" 200000; } >.git/packed-refs; ";
        Outcome wide = taken(
                target,
                live,
                refs
                        + "t=$inner; for i in $(seq 12); do t=$(for d in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\\td%s\\n' $t $d; done | git mktree); done; BELOW=1; commit $t",
                "[ $(git ls-tree -r -t \"$TREE\" | head -n 300000 | wc -l) = 300000 ] || TREE=");
        if (!(wide instanceof Outcome.Held)) {
            return wide;
        }
        Outcome large = taken(
                target,
                live,
                "truncate -s 105m zero; b=$(git -c core.bigFileThreshold=1m hash-object -w zero); rm zero; BELOW=1; commit $(printf '100644 blob %s\\tzero\\n' $b | git mktree)",
                "[ $(git cat-file -s \"$TREE:zero\") = 110100480 ] || TREE=");
        if (!(large instanceof Outcome.Held)) {
            return large;
        }
        return target.inside("echo well").has("well")
                ? new Outcome.Held()
                : new Outcome.Escaped("another run suffered");
    }

    /**
     * Has a forged commit collected.
     *
     * @param control shell that empties {@code TREE} where that tree in {@code GIT_DIR} is not what it should be
     */
    private static Outcome taken(Target target, Target.Live live, String forge, String control) {
        Said made =
                target.inside(live.sandbox(), COMMIT.replace("BASE", target.base) + "set -e; date +%N >work; " + forge);
        String tree = made.output().strip();
        if (made.code() != 0 || !tree.matches("[0-9a-f]{40}")) {
            return new Outcome.Unproven("nothing could be forged: " + made.line());
        }
        // The control: git that checks nothing fetches it.
        String copy = target.directory().resolve("careless-" + tree).toString();
        Said careless = target.outside("cp -r '" + live.workspace().gitDirectory() + "' '" + copy + "' && echo '"
                + target.directory() + "/clone/.git/objects' >'" + copy
                + "/objects/info/alternates' && git init -q --bare '"
                + copy + ".git' && export GIT_DIR='" + copy + ".git' && rm -f '" + copy
                + "/packed-refs' && git -c fetch.fsckObjects=false fetch -q '" + copy + "' HEAD && TREE=" + tree
                + " && { "
                + (control.isEmpty() ? "true" : control) + "; } && git cat-file -t $TREE");
        if (!careless.has("tree")) {
            return new Outcome.Unproven("git that checks nothing does not take it either: " + careless.line());
        }
        String patch = GitAttacks.collect(target, live);
        Said result = target.outside("git --git-dir='" + live.workspace().result() + "' cat-file -t " + tree);
        if (result.output().contains("tree")) {
            return new Outcome.Escaped("the server took it");
        }
        return patch.contains("+++ b/work")
                ? new Outcome.Held()
                : new Outcome.Escaped("with it, the work was not collected: " + patch);
    }
}
