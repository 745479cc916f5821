package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.GitEnvironment;
import dev.paddock.home.Home;
import dev.paddock.process.Processes;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import dev.paddock.task.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The shared checkouts below all layers, one a commit, made once. Git runs in a confinement that can write the new checkout only; what it made
 * appears by a rename. No filter runs: files of Git LFS stay pointers, submodules are empty directories. Safe for use by several threads; callers
 * that ask for the same commit wait for one checkout.
 */
public final class BaseCheckouts {
    private static final String SCRIPT = ConfinedGit.script(BaseCheckouts.class, "base.sh");
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Home home;
    private final Upstreams upstreams;
    private final ConfinedGit git;
    private final CheckoutLimits limits;
    private final ConcurrentHashMap<Path, CompletableFuture<Base>> making = new ConcurrentHashMap<>();
    /** Held while it is decided whether a checkout is there, and while one is taken away. */
    private final ReentrantLock places = new ReentrantLock();

    public BaseCheckouts(Home home, Upstreams upstreams, Confinement confinement) {
        this(home, upstreams, ConfinedGit.in(confinement), CheckoutLimits.standard());
    }

    BaseCheckouts(Home home, Upstreams upstreams, ConfinedGit git, CheckoutLimits limits) {
        this.home = home;
        this.upstreams = upstreams;
        this.git = git;
        this.limits = limits;
    }

    /**
     * The checkout of a commit, made now if it is not there; the commit is pinned first. Seconds for a large repository, else under a
     * millisecond.
     *
     * @throws PaddockException NOT_FOUND if upstream lacks the commit, LIMIT if its files pass a bound
     */
    public Base ensure(String project, String commit) {
        Path place = home.project(project).resolve("base").resolve(CommitId.check(commit));
        Base base = Base.of(place.resolve("tree"));
        CompletableFuture<Base> mine = new CompletableFuture<>();
        CompletableFuture<Base> others;
        places.lock();
        try {
            if (Files.exists(base.index())) {
                Checkout.touch(place);
                return base;
            }
            others = making.putIfAbsent(place, mine);
        } finally {
            places.unlock();
        }
        if (others != null) {
            return join(others);
        }
        try {
            if (!Files.exists(base.index())) {
                upstreams.pin(project, commit);
                make(project, commit, place);
            }
            mine.complete(base);
            return base;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            making.remove(place, mine);
        }
    }

    /** A project's checkouts. */
    public List<Checkout> all(String project) {
        return Checkout.in(home.project(project).resolve("base"));
    }

    /**
     * Removes a checkout.
     *
     * @param unused asked while nobody can get the checkout: whether no run starts from the commit and no workspace lies over it
     * @return false if it is used, or not there
     */
    public boolean remove(String project, String commit, BooleanSupplier unused) {
        Path place = home.project(project).resolve("base").resolve(CommitId.check(commit));
        Optional<Path> taken = Optional.empty();
        places.lock();
        try {
            if (!making.containsKey(place) && unused.getAsBoolean()) {
                taken = new Trash(home).take(place);
            }
        } finally {
            places.unlock();
        }
        taken.ifPresent(Trees::delete);
        return taken.isPresent();
    }

    private void make(String project, String commit, Path place) {
        List<Bind> objects = List.of(Bind.readOnly(upstreams.objects(project), Inside.OBJECTS));
        count(commit, objects);
        Path fresh = null;
        try {
            Files.createDirectories(place.getParent());
            fresh = Files.createTempDirectory(place.getParent(), ".making-");
            git.run(
                            "base checkout",
                            SCRIPT,
                            List.of(commit),
                            List.of(objects.getFirst(), Bind.writable(fresh, "/paddock/out")),
                            new byte[0],
                            TIMEOUT)
                    .orThrow("could not check out " + commit);
            Stage.BASE_CHECKED_OUT.reached(project);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not check out " + commit + ": " + e.getMessage(), e);
        } finally {
            if (fresh != null && Files.exists(fresh)) {
                Trees.delete(fresh);
            }
        }
    }

    private void count(String commit, List<Bind> binds) {
        Process listing = git.start(
                List.of("git", "ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit),
                GitEnvironment.with(
                        java.util.Map.of("GIT_DIR", "/paddock/empty.git", "GIT_OBJECT_DIRECTORY", Inside.OBJECTS)),
                List.of(binds.getFirst(), Bind.readOnly(upstreams.empty(), "/paddock/empty.git")));
        CompletableFuture<Boolean> late = new CompletableFuture<Boolean>().completeOnTimeout(true, 5, TimeUnit.MINUTES);
        late.thenRun(() -> Processes.killTree(listing));
        try {
            listing.getOutputStream().close();
            CompletableFuture<byte[]> errors = Processes.drain(listing.getErrorStream(), 8 << 10);
            new TreeCount(limits).read(listing.getInputStream());
            if (!listing.waitFor(1, TimeUnit.MINUTES) || listing.exitValue() != 0) {
                throw new PaddockException(
                        ErrorCode.EXTERNAL,
                        "could not list the files of " + commit + ": "
                                + new String(errors.get(10, TimeUnit.SECONDS), java.nio.charset.StandardCharsets.UTF_8)
                                        .strip());
            }
        } catch (IOException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not list the files of " + commit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while listing " + commit, e);
        } finally {
            late.cancel(false);
            Processes.killTree(listing);
        }
    }

    private static Base join(CompletableFuture<Base> others) {
        try {
            return others.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PaddockException known) {
                throw new PaddockException(known.code(), known.detail(), known);
            }
            throw e;
        }
    }
}
