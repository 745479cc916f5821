package dev.paddock.bench;

import dev.paddock.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;

/** A run's private copy of a repository of 50,000 files, beside a git worktree of the same commit. */
final class WorkspaceBench {
    private static final int DIRECTORIES = 500;

    private WorkspaceBench() {}

    static List<Row> run(Scratch scratch, int rounds) throws Exception {
        Timings timings = new Timings();
        Path clone = scratch.repository("large", DIRECTORIES);
        try (Ground ground = new Ground(scratch, clone)) {
            for (int i = 0; i <= rounds; i++) {
                round(ground, timings, i);
                if (i == 0) {
                    timings.forget();
                }
            }
        }
        Row.Peer worktree = new Row.Peer("`git worktree add`", timings.of("worktree"));
        return List.of(
                Row.millis(
                        "workspace of 50,000 files: layer, git directory, branch",
                        timings.of("prepare"),
                        worktree,
                        "< 100 ms"),
                Row.millis(
                        "workspace of 50,000 files and its sandbox → first command done",
                        timings.of("ready"),
                        worktree,
                        ""),
                Row.millis("the shared checkout below it, once a base commit", timings.of("base"), worktree, ""),
                Row.millis(
                        "first `git status` in it",
                        timings.of("status"),
                        new Row.Peer("in the worktree", timings.of("bare status")),
                        ""),
                Row.millis(
                        "second `git status` in it",
                        timings.of("status again"),
                        new Row.Peer("in the worktree", timings.of("bare status again")),
                        ""),
                Row.millis(
                        "collecting a change of one file",
                        timings.of("collect"),
                        new Row.Peer("`git add -A && git commit`", timings.of("commit")),
                        ""));
    }

    private static void round(Ground ground, Timings timings, int round) throws Exception {
        // A new commit, so that the shared checkout is made anew each time.
        Path clone = ground.clone;
        Scratch.sh(clone, "echo " + round + " >src/p1/f1.txt && git commit -qam 'round " + round + "'");
        String commit = ground.fetch();
        Path worktree = clone.resolveSibling("worktree-" + round);

        timings.time("worktree", () -> Scratch.sh(clone, "git worktree add -q --detach '" + worktree + "'"));
        timings.time("base", () -> {
            ground.checkOut(commit);
            return commit;
        });

        String run = "w" + round;
        long start = System.nanoTime();
        Workspace workspace = ground.workspace(run, commit);
        double prepared = (System.nanoTime() - start) / 1e6;
        Ground.Live live = ground.live(workspace);
        live.run("/usr/bin/true");
        timings.add("ready", (System.nanoTime() - start) / 1e6);
        timings.add("prepare", prepared);

        for (String again : List.of("", " again")) {
            timings.time("bare status" + again, () -> Scratch.sh(worktree, "git status --porcelain"));
            timings.time("status" + again, () -> live.run("git", "status", "--porcelain"));
        }

        String change = "echo changed >>src/p7/f7.txt";
        Scratch.sh(worktree, change);
        timings.time("commit", () -> Scratch.sh(worktree, "git add -A && git commit -qm change"));
        live.run("sh", "-c", change);
        int files =
                timings.time("collect", () -> ground.collect(live, workspace)).files();
        if (files != 1) {
            throw new IllegalStateException("collected " + files + " files, not 1");
        }

        live.end();
        ground.workspaces.remove(run);
        Scratch.sh(clone, "git worktree remove --force '" + worktree + "'");
    }
}
