package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.Piping;
import dev.paddock.process.Outcome;
import dev.paddock.sandbox.Bind;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Differences between commits that a run made, computed in a confinement: the commits are hostile, and a small repository can unfold into a huge
 * one. Safe for use by several threads.
 */
public final class Diffs {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long LARGEST_PATCH = 256L << 20;

    private final Workspaces workspaces;
    private final ConfinedGit git;

    Diffs(Workspaces workspaces, ConfinedGit git) {
        this.workspaces = workspaces;
        this.git = git;
    }

    /**
     * A patch that {@code git apply} takes: binary, renamed, mode-changed and linked files included, submodules not. Where the run's branch was cleaned up, the
     * one against its base that was kept then.
     *
     * @return the patch; it throws LIMIT when it passes 256 MiB or two minutes, EXTERNAL where git failed, at the latest at its end. Closing it ends
     *     git.
     * @throws PaddockException NOT_FOUND if the run has no workspace
     */
    public InputStream patch(String run, String base, String commit) {
        Workspace workspace = workspace(run);
        ArchivedDiff archived = new ArchivedDiff(workspace, CommitId.check(commit));
        if (!Files.isDirectory(workspace.result()) && archived.exists()) {
            return archived.open();
        }
        return new ProcessStream(
                start(workspace, base, commit, List.of("-p", "-M", "--binary", "--full-index")),
                LARGEST_PATCH,
                TIMEOUT);
    }

    /** The size of a change. */
    DiffStat stat(Workspace workspace, String base, String commit) {
        Process process = start(workspace, base, commit, List.of("-r", "-M", "--numstat"));
        Outcome outcome = Piping.finish(List.of("git diff-tree"), process, new byte[0], TIMEOUT, 64 << 20)
                .orThrow("could not compare " + base + " with " + commit);
        return Numstat.parse(outcome.text());
    }

    private Process start(Workspace workspace, String base, String commit, List<String> options) {
        List<String> command = new ArrayList<>(List.of("git", "diff-tree"));
        command.addAll(options);
        command.addAll(List.of(
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
                "--ignore-submodules=all",
                "--no-commit-id",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                CommitId.check(base),
                CommitId.check(commit)));
        return git.start(
                command,
                Map.of("GIT_DIR", Inside.RESULT),
                List.of(
                        Bind.readOnly(workspace.objects(), Inside.OBJECTS),
                        Bind.readOnly(workspace.result(), Inside.RESULT)));
    }

    private Workspace workspace(String run) {
        return workspaces
                .find(run)
                .orElseThrow(() -> new PaddockException(ErrorCode.NOT_FOUND, "the run " + run + " has no workspace"));
    }
}
