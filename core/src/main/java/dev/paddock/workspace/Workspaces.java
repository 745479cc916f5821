package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.git.CommitId;
import dev.paddock.git.ConfinedGit;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.task.Author;
import dev.paddock.task.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs' private copies of projects: makes, collects and removes them. Safe for use by several threads; one run is collected by one thread at
 * a time. Calls block the thread while git works.
 */
public final class Workspaces {
    /** The branch of a workspace that no run has yet. */
    private static final String AHEAD = "agent/ahead";

    private final Home home;
    private final Upstreams upstreams;
    private final BaseCheckouts bases;
    private final Published published;
    private final ConfinedGit git;
    private final Diffs diffs;
    private final CollectLimits limits;
    private final Trash trash;
    private final RunDirectories directories;
    private final ConcurrentHashMap<String, ReentrantLock> collecting = new ConcurrentHashMap<>();

    public Workspaces(Home home, Upstreams upstreams, BaseCheckouts bases, Confinement confinement) {
        this(home, upstreams, bases, ConfinedGit.in(confinement), CollectLimits.standard());
    }

    Workspaces(Home home, Upstreams upstreams, BaseCheckouts bases, ConfinedGit git, CollectLimits limits) {
        this.home = home;
        this.upstreams = upstreams;
        this.bases = bases;
        this.published = new Published(home);
        this.git = git;
        this.diffs = new Diffs(this, git);
        this.limits = limits;
        this.trash = new Trash(home);
        this.directories = new RunDirectories(home, trash);
    }

    /**
     * Makes a run's workspace: an empty layer over the base checkout, a git directory with the branch at the base commit, an empty result.git and
     * home. Starts no program once the base checkout is there.
     *
     * @param run id of the run; nothing of it may exist yet
     * @param branch {@code agent/…}, see {@link Slug#branch}
     */
    public Workspace prepare(String run, String project, String commit, String branch, Author author) {
        directories.making(run);
        return make(run, project, commit, branch, author, home.run(run));
    }

    /**
     * Makes a workspace for a run that is not there yet, in a directory of its own.
     *
     * @param id its name until it is {@link #adopt}ed
     */
    public Workspace ahead(String id, String project, String commit, Author author) {
        return make(id, project, commit, AHEAD, author, home.ahead().resolve(id));
    }

    /**
     * Makes a workspace that was made {@link #ahead} the run's, in the run's directory, whose earlier content goes. Where this fails the run has none, and
     * what was made ahead is only good to be {@link #drop}ped.
     *
     * @param branch as for {@link #prepare}
     */
    public Workspace adopt(Workspace ahead, String run, String branch, Author author) {
        Slug.check(branch);
        Workspace renamed = new Workspace(
                run,
                ahead.project(),
                ahead.base(),
                branch,
                author,
                ahead.directory(),
                ahead.baseTree(),
                ahead.objects());
        Path directory = home.run(run);
        directories.making(run);
        try {
            if (!author.equals(ahead.author())) {
                RunRepository.create(renamed, upstreams.defaultBranch(ahead.project()));
            }
            RunRepository.branch(renamed, AHEAD);
            Descriptions.write(renamed);
            Trees.delete(directory);
            Files.createDirectories(directory.getParent());
            // From here on it is the run's, also for a server that begins after this one was killed.
            Files.move(ahead.directory(), directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't make the workspace of " + run + ": " + e.getMessage(), e);
        }
        return find(run).orElseThrow();
    }

    /** Deletes a workspace that was made {@link #ahead} and not adopted. Its sandbox must be gone. */
    public void drop(Workspace ahead) {
        Trees.delete(ahead.directory());
    }

    /** Deletes all that an earlier server made ahead. */
    public void dropAll() {
        Trees.delete(home.ahead());
    }

    private Workspace make(String run, String project, String commit, String branch, Author author, Path directory) {
        Slug.check(branch);
        Base base = bases.ensure(project, CommitId.check(commit));
        Workspace workspace =
                new Workspace(run, project, commit, branch, author, directory, base.tree(), upstreams.objects(project));
        try {
            // Where the git directory is mounted.
            Files.createDirectories(workspace.upper().resolve(".git"));
            Files.createDirectories(workspace.work());
            Files.createDirectories(workspace.home());
            RunRepository.create(workspace, upstreams.defaultBranch(project));
            Stage.WORKSPACE_BEGUN.reached(run);
            base.copyIndex(workspace.gitDirectory().resolve("index"));
            BareRepository.create(
                    workspace.result(),
                    "refs/heads/agent",
                    "[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
                    List.of(Inside.OBJECTS));
            Descriptions.write(workspace);
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't make the workspace of " + run + ": " + e.getMessage(), e);
        }
        return workspace;
    }

    /** The workspace of a run that an earlier server prepared. */
    public Optional<Workspace> find(String run) {
        return Descriptions.read(run, home, upstreams);
    }

    /**
     * Commits what the run did and takes it into {@code result.git}, on top of the agent's own commits where its HEAD descends from the base, else
     * on the base; then people can fetch the branch. Files that {@code .gitignore} names are not collected. A nested repository is left out and
     * named. Whatever the agent did to its git directory, its files are collected. Nothing changed since the last collecting: no new commit. The tip
     * is always a commit of ours with the trailers; it is empty where the agent committed everything itself.
     *
     * @param sandbox a live sandbox over this workspace's layer; after a stop the caller makes a new one over the same layer for this call
     * @throws PaddockException LIMIT if it is too much, EXTERNAL if git or the sandbox failed; the last collected state stands then
     */
    public Collected collect(Sandbox sandbox, Workspace workspace, CollectRequest request) {
        ReentrantLock lock = collecting.computeIfAbsent(workspace.run(), r -> new ReentrantLock());
        lock.lock();
        try {
            Collecting.State before = Collecting.state(workspace);
            Collector.Tip tip = new Collector(sandbox, workspace, request, git, limits).collect(before);
            DiffStat diff = DiffStat.NONE;
            if (tip.commit().isPresent()) {
                Stage.REMEMBERED.reached(workspace.run());
                published.publish(workspace, tip.commit().get());
                diff = diffs.stat(workspace, workspace.base(), tip.commit().get());
            }
            return new Collected(tip.commit(), tip.fresh(), diff, tip.leftOut(), tip.notes());
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "could not collect " + workspace.run() + ": " + e.getMessage(), e);
        } catch (PaddockException e) {
            Collecting.reset(workspace);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The tip of a run's branch as last collected; empty while there is none. */
    public Optional<String> tip(String run) {
        Path collected = home.run(run).resolve("collected");
        try {
            return Files.exists(collected)
                    ? Optional.of(Files.readString(collected).strip().split(" ")[0])
                    : Optional.empty();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + collected, e);
        }
    }

    /**
     * Keeps a run's diff as a file and removes its branch with its commits. The workspace must have been {@link RunDirectories#shed}.
     *
     * @param commit what was collected; null for nothing
     * @param settled asked when the diff is kept, before anything is removed; where it says no, nothing is
     * @throws PaddockException if the diff can't be kept; then nothing was removed
     */
    public void archive(String run, String base, @Nullable String commit, BooleanSupplier settled) {
        Workspace workspace = find(run).orElse(null);
        if (workspace == null) {
            return;
        }
        if (commit != null && Files.isDirectory(workspace.result())) {
            new ArchivedDiff(workspace, commit).keep(() -> diffs.patch(run, base, commit));
        }
        if (settled.getAsBoolean()) {
            published.withdraw(workspace);
            trash.remove(workspace.result());
        }
    }

    /** Deletes all that a run left, its branch too. Its sandbox must be gone. Does nothing for a run that left nothing. */
    public void remove(String run) {
        try {
            find(run).ifPresent(published::withdraw);
            trash.remove(home.run(run));
            collecting.remove(run);
        } finally {
            directories.removed(run);
        }
    }

    /** What of runs is on the disk, without their branches. */
    public RunDirectories directories() {
        return directories;
    }

    /** Diffs of what runs made. */
    public Diffs diffs() {
        return diffs;
    }
}
