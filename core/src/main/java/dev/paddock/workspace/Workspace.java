package dev.paddock.workspace;

import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.SandboxSpec;
import dev.paddock.task.Author;
import java.nio.file.Path;
import java.util.List;

/**
 * A run's private copy of a project: a layer over a base checkout, a git directory, and what was collected. A description only; holds no
 * resource.
 *
 * @param run id of the run
 * @param project id of the project
 * @param base commit that it started from
 * @param branch name of its branch, as in {@code agent/fix-login-1}
 * @param author in whose name its work is committed
 * @param directory the run's own directory on the server
 * @param baseTree the read-only checkout below the layer
 * @param objects upstream's objects, shown to the run read-only
 */
public record Workspace(
        String run,
        String project,
        String base,
        String branch,
        Author author,
        Path directory,
        Path baseTree,
        Path objects) {
    /**
     * A sandbox over it, without a set-up layer and caches.
     *
     * @param door the run's way out, as in {@link SandboxSpec#door}
     * @param binds as in {@link SandboxSpec#binds}
     */
    public SandboxSpec sandbox(Path door, List<Bind> binds, Limits limits) {
        return new SandboxSpec(
                run, directory, baseTree, upper(), work(), gitDirectory(), objects, home(), door, binds, limits);
    }

    /** What the run changed. */
    public Path upper() {
        return directory.resolve("layer/upper");
    }

    /** Overlay's own directory. */
    public Path work() {
        return directory.resolve("layer/work");
    }

    /** The git directory that the agent sees and may break: hostile from its first moment. */
    public Path gitDirectory() {
        return directory.resolve("repo.git");
    }

    /** What was collected from the run. */
    public Path result() {
        return directory.resolve("result.git");
    }

    /** The run's home directory. */
    public Path home() {
        return directory.resolve("home");
    }

    /** Git directory and index that collecting uses; written inside the run's sandbox, so never read by the server. */
    Path collecting() {
        return directory.resolve("collect");
    }

    /** Where the server keeps what it needs to know of this workspace after a restart. */
    Path description() {
        return directory.resolve("workspace.properties");
    }

    /** The last collected commit and the agent's commit below it. */
    Path collected() {
        return directory.resolve("collected");
    }
}
