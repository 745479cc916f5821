package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.git.CommitId;
import dev.paddock.git.GitHosts;
import dev.paddock.git.HostGit;
import dev.paddock.git.RemoteAccess;
import dev.paddock.git.RemoteRefusal;
import dev.paddock.git.RemoteUrl;
import dev.paddock.home.Home;
import dev.paddock.process.Outcome;
import dev.paddock.process.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Projects' own repositories, {@code upstream.git}: what came from the remote or was pushed by a person, never what a run made. Safe for use by
 * several threads; calls block the thread until git ends.
 */
public final class Upstreams {
    private static final Duration ASKING = Duration.ofMinutes(1);

    private final Home home;
    private final RemoteAccess access;
    private final FetchLimits limits;
    private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

    /** With the home's tokens, and nothing of the machine's own. */
    public Upstreams(Home home) {
        this(home, RemoteAccess.of(new GitHosts(home.secrets()), Map.of()));
    }

    public Upstreams(Home home, RemoteAccess access) {
        this(home, access, FetchLimits.standard());
    }

    Upstreams(Home home, RemoteAccess access, FetchLimits limits) {
        this.home = home;
        this.access = access;
        this.limits = limits;
    }

    /** Makes an empty repository for a project; what is there is kept. */
    public void create(String project) {
        BareRepository.create(repository(project), "refs/heads/main", UpstreamConfig.TEXT, List.of());
        empty();
    }

    /**
     * Brings branches and tags from a remote, and what it calls its default branch. Branches that are gone there go here too; pinned commits and
     * pushed ones stay, whatever the remote did. Everything is checked as git's fsck does before it is kept.
     *
     * @param url as {@code https://…}, {@code ssh://…}, {@code user@host:path}, {@code file:///…} or an absolute path
     * @throws PaddockException INVALID for another address; PREREQUISITE, NOT_FOUND or EXTERNAL if the remote did not give it, saying what to do; LIMIT
     *     if it is more than the limits
     */
    public void fetch(String project, String url) {
        RemoteUrl remote = RemoteUrl.parse(url);
        ReentrantLock lock = fetching.computeIfAbsent(project, p -> new ReentrantLock());
        lock.lock();
        try {
            new Fetch(repository(project), remote, access, limits).run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tries a token on a repository, without keeping it.
     *
     * @param url an https address of the host
     * @throws PaddockException as {@link #fetch}
     */
    public void tryToken(String url, String username, String token) {
        RemoteUrl remote = RemoteUrl.parse(url);
        String host = remote.webHost()
                .orElseThrow(() -> new PaddockException(ErrorCode.INVALID, "a token is for an https address"));
        Path file = access.hosts().trial();
        try {
            Map<String, String> environment =
                    access.environment(access.hosts().environment(host, username, token, file));
            Outcome answer = HostGit.run(
                    empty(), List.of("ls-remote", "--exit-code", "--", remote.forGit(), "HEAD"), environment, ASKING);
            // 2 says that there is no such ref: the repository is empty.
            if (!answer.ok() && answer.exitCode() != 2) {
                throw RemoteRefusal.of(remote, answer, true);
            }
        } finally {
            Trees.delete(file);
        }
    }

    /**
     * The commit that a branch, a tag or an id names.
     *
     * @param ref {@code HEAD} for the default branch
     * @throws PaddockException INVALID if it can't be a name, NOT_FOUND with the nearest names if there is none of it
     */
    public String resolve(String project, String ref) {
        List<String> candidates = Refs.candidates(ref);
        for (String candidate : candidates) {
            Outcome found = HostGit.run(
                    repository(project),
                    "rev-parse",
                    "--verify",
                    "--quiet",
                    "--end-of-options",
                    candidate + "^{commit}");
            String commit = found.text().strip();
            if (found.ok() && CommitId.valid(commit)) {
                return commit;
            }
        }
        List<String> near = Refs.nearest(ref, names(project));
        throw new PaddockException(
                ErrorCode.NOT_FOUND,
                "the project has no branch, tag or commit " + ref
                        + (near.isEmpty() ? "; it has no branches yet" : "; near it: " + String.join(", ", near)));
    }

    /**
     * Keeps a commit for good, whatever the remote does to its branches.
     *
     * @throws PaddockException NOT_FOUND if it is not there, pinned or not
     */
    public void pin(String project, String commit) {
        Outcome there = HostGit.run(repository(project), "cat-file", "-e", CommitId.check(commit) + "^{commit}");
        if (!there.ok()) {
            throw new PaddockException(ErrorCode.NOT_FOUND, "the project has no commit " + commit);
        }
        String ref = "refs/paddock/base/" + commit;
        if (!Files.exists(repository(project).resolve(ref))) {
            HostGit.run(repository(project), "update-ref", ref, commit).orThrow("could not pin " + commit);
        }
    }

    /** Name of the default branch, without {@code refs/heads/}; empty while that branch has no commit. */
    public Optional<String> defaultBranch(String project) {
        Outcome head = HostGit.run(repository(project), "symbolic-ref", "--quiet", "HEAD");
        String ref = head.text().strip();
        if (!head.ok() || !ref.startsWith("refs/heads/")) {
            return Optional.empty();
        }
        return HostGit.run(repository(project), "rev-parse", "--verify", "--quiet", "--end-of-options", ref)
                        .ok()
                ? Optional.of(ref.substring("refs/heads/".length()))
                : Optional.empty();
    }

    /** Removes a project's repositories and base checkouts. No run of it may be left. */
    public void remove(String project) {
        Trees.delete(home.project(project));
        fetching.remove(project);
    }

    /** The object directory that runs see read-only. */
    public Path objects(String project) {
        return repository(project).resolve("objects");
    }

    public Path repository(String project) {
        return home.project(project).resolve("upstream.git");
    }

    /** A git directory with nothing in it, for confined commands that get their objects from elsewhere. */
    Path empty() {
        Path empty = home.cache().resolve("empty.git");
        if (!Files.exists(empty.resolve("HEAD"))) {
            BareRepository.create(
                    empty, "refs/heads/none", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n", List.of());
        }
        return empty;
    }

    private List<String> names(String project) {
        return HostGit.run(
                        repository(project),
                        "for-each-ref",
                        "--count=2000",
                        "--format=%(refname:strip=2)",
                        "refs/heads",
                        "refs/tags")
                .text()
                .lines()
                .toList();
    }
}
