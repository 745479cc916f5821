package dev.paddock.escape;

import dev.paddock.error.PaddockException;
import dev.paddock.workspace.CollectRequest;
import dev.paddock.workspace.Collected;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Attacks 6 and 57–64: a repository that tries to run commands, or to be more than it is, when its work is collected and shown. */
final class GitAttacks {
    /** Leaves a mark wherever it may run: on the server's machine, or where collecting could write. */
    private static final String MARK = "touch '$DIRECTORY/mark' /paddock/collect/mark /workspace/mark 2>/dev/null; cat";

    private GitAttacks() {}

    static List<Attack> all() {
        return List.of(
                attack(
                        57,
                        "run a command by fsmonitor, a hook, a pager, ssh, gpg or a credential helper",
                        "git config core.fsmonitor \"$M\"; mkdir -p hooks; for h in pre-commit post-commit post-index-change reference-transaction post-checkout; do printf '#!/bin/sh\\n%s\\n' \"$M\" >hooks/$h; chmod +x hooks/$h; done; git config core.hooksPath hooks; for k in core.pager core.sshCommand gpg.program core.editor credential.helper; do git config $k \"$M\"; done; git config commit.gpgSign true; echo changed >a",
                        "git status"),
                attack(
                        58,
                        "run a command by a filter, a textconv or a merge driver",
                        "git config filter.x.clean \"$M\"; git config filter.x.smudge \"$M\"; git config diff.x.textconv \"$M\"; git config merge.x.driver \"$M\"; echo changed >a.f",
                        "git add -A"),
                attack(
                        59,
                        "run a command by a repository inside the workspace",
                        "git init -q vendored; cd vendored; git config user.name x; git config user.email x@x; echo v >v; git add v; git commit -qm v; git config core.fsmonitor \"$M\"; cd ..; echo c >c",
                        "git add vendored; git status"),
                attack(
                        60,
                        "run a command by an included or a worktree's configuration",
                        "git config -f evil core.fsmonitor \"$M\"; git config include.path ../evil; git config extensions.worktreeConfig true; cp evil .git/config.worktree; echo changed >a",
                        "git status"),
                attack(
                        64,
                        "run a command by a remote, a submodule or a promisor",
                        "git config remote.x.url \"ext::$M\"; git config remote.x.promisor true; git config extensions.partialClone x; git config protocol.ext.allow always; git config alias.status \"!$M\"; git config core.fsmonitor \"$M\"; printf '[submodule \"s\"]\\n\\tpath = s\\n\\turl = ext::%s\\n' \"$M\" >.gitmodules; echo c >c",
                        "git status"),
                new Attack(61, "read another repository by commondir or alternates", GitAttacks::otherObjects),
                new Attack(63, "move another run's branch, or the project's own", GitAttacks::otherRefs));
    }

    private static Attack attack(int number, String title, String plant, String control) {
        return new Attack(number, title, target -> hostile(target, "hostile-" + number, plant, control));
    }

    static Outcome poisonedGit(Target target) {
        return hostile(
                target,
                "poisoned",
                "rm -rf .git/* .git/.??*; git init -q . 2>/dev/null; git config core.fsmonitor \"$M\"; git config core.hooksPath .; printf '#!/bin/sh\\n%s\\n' \"$M\" >pre-commit; chmod +x pre-commit; echo changed >a",
                "git status");
    }

    private static Outcome hostile(Target target, String run, String plant, String control) {
        Target.Live live = target.live(run, ResourceAttacks.SMALL);
        Path mark = target.directory().resolve("mark");
        String marker =
                "sh -c \\\"" + MARK.replace("$DIRECTORY", target.directory().toString()) + "\\\"";
        Said planted = target.inside(live.sandbox(), "M=\"" + marker + "\"; " + plant);
        if (planted.code() != 0) {
            return new Outcome.Unproven("nothing could be planted: " + planted.line());
        }
        // The control: plain git over the same files, as a careless server would run it.
        String copy = target.directory().resolve("control-" + run).toString();
        target.outside("cp -r \"$DIRECTORY/clone\" '" + copy + "'; cp -rf '"
                + live.workspace().upper() + "'/. '" + copy + "'/; rm -rf '" + copy + "/.git'; cp -r '"
                + live.workspace().gitDirectory() + "' '" + copy + "/.git'; rm -f '" + copy
                + "/.git/objects/info/alternates'; cp -rf \"$DIRECTORY/clone/.git/objects\" '" + copy
                + "/.git/'; cd '" + copy + "'; " + control);
        if (!take(mark)) {
            return new Outcome.Unproven("plain git over the same files runs nothing either");
        }
        String collected = collect(target, live);
        if (take(mark) || Files.exists(live.workspace().upper().resolve("mark")) || collected.contains("+++ b/mark")) {
            return new Outcome.Escaped("the command ran while the work was collected or shown");
        }
        return collected.isEmpty() ? new Outcome.Unproven("nothing was collected") : new Outcome.Held();
    }

    private static Outcome otherObjects(Target target) {
        Target.Live live = target.live("reader", ResourceAttacks.SMALL);
        Said made = target.outside(
                "git init -q \"$DIRECTORY/private\" && cd \"$DIRECTORY/private\" && cp \"$CANARY\" file && git add file && git -c user.name=e -c user.email=e@localhost commit -q -m private && git rev-parse HEAD");
        String commit = made.output().strip();
        String objects = target.directory().resolve("private/.git/objects").toString();
        target.inside(
                live.sandbox(),
                "echo '" + target.directory() + "/private/.git' >.git/commondir; echo '" + objects
                        + "' >>.git/objects/info/alternates; echo " + commit
                        + " >.git/refs/heads/agent/reader; echo c >c");
        Said control = target.outside("GIT_ALTERNATE_OBJECT_DIRECTORIES='" + objects
                + "' git --git-dir=\"$DIRECTORY/clone/.git\" show " + commit + ":file");
        if (!control.has(target.secret())) {
            return new Outcome.Unproven("the private commit can't be read by alternates at all: " + control.line());
        }
        String collected = collect(target, live);
        Said result = target.outside("git --git-dir='" + live.workspace().result() + "' cat-file -t " + commit);
        return collected.contains(target.secret()) || result.output().contains("commit")
                ? new Outcome.Escaped("the private commit was taken")
                : collected.isEmpty() ? new Outcome.Unproven("nothing was collected") : new Outcome.Held();
    }

    private static Outcome otherRefs(Target target) {
        Target.Live live = target.live("forger", ResourceAttacks.SMALL);
        String list = "git --git-dir='" + target.directory()
                + "/projects/p0/upstream.git' for-each-ref --format='%(refname) %(objectname)' | grep -v forger; git --git-dir='"
                + target.neighbour().workspace().result() + "' for-each-ref";
        Said before = target.outside(list);
        Said planted = target.inside(
                live.sandbox(),
                "git config user.name x; git config user.email x@x; echo c >c; git add c; git commit -qm forged; c=$(git rev-parse HEAD); mkdir -p .git/refs/heads/agent .git/refs/paddock/base; for r in main agent/neighbour agent/attacked --upload-pack=x; do echo $c >\".git/refs/heads/$r\"; done; echo $c >.git/refs/paddock/base/"
                        + target.base + "; printf 'ref: refs/heads/main\\n' >.git/HEAD; git rev-parse main");
        if (planted.code() != 0 || !before.has("refs/")) {
            return new Outcome.Unproven("nothing could be forged: " + planted.line() + before.line());
        }
        collect(target, live);
        Said after = target.outside(list);
        return after.output().equals(before.output())
                ? new Outcome.Held()
                : new Outcome.Escaped("the server's refs changed");
    }

    /** Collects the run's work as after a turn, and shows it; the patch. */
    static String collect(Target target, Target.Live live) {
        Collected collected = target.workspaces.collect(
                live.sandbox(),
                live.workspace(),
                new CollectRequest("Escape", "escape", "escape", Target.AUTHOR, CollectRequest.AGENT_CONFIGURATION));
        try {
            String patch = "";
            if (collected.commit().isPresent()) {
                try (InputStream stream = target.workspaces
                        .diffs()
                        .patch(
                                live.workspace().run(),
                                target.base,
                                collected.commit().get())) {
                    patch = new String(stream.readNBytes(1 << 20), StandardCharsets.ISO_8859_1);
                }
            }
            return patch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PaddockException e) {
            return e.detail();
        }
    }

    private static boolean take(Path mark) {
        try {
            return Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
