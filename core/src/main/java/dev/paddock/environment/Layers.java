package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.HostGit;
import dev.paddock.git.Piping;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Limits;
import dev.paddock.task.Stage;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what set-up scripts made: {@code projects/<id>/layers/<key>}. A layer appears by a rename and never changes after; only a set-up run of a base commit
 * makes one, so no agent can put anything into it, nor into the caches in it. Thread-safe.
 */
public final class Layers {
    private static final System.Logger LOG = System.getLogger(Layers.class.getName());
    private static final String CACHE = ConfinedGit.script(Layers.class, "cache.sh");
    private static final Duration COPYING = Duration.ofMinutes(10);
    /** Layers of a project that are kept although no run needs them. */
    private static final int SPARE = 3;

    private final Home home;
    private final LayerMarks marks;
    private final Confinement confinement;
    private final Limits limits = Limits.standard();
    private final ConcurrentHashMap<Path, CompletableFuture<Layer>> making = new ConcurrentHashMap<>();
    /** Held while somebody begins to look for a layer, and while one is taken away. */
    private final ReentrantLock places = new ReentrantLock();

    public Layers(Home home, Confinement confinement) {
        this.home = home;
        this.marks = new LayerMarks(home);
        this.confinement = confinement;
    }

    public Optional<Layer> find(String project, String key) {
        Path directory = directory(project).resolve(key);
        return Files.isDirectory(directory) ? Optional.of(new Layer(key, directory)) : Optional.empty();
    }

    /**
     * The layer whose caches the next one begins with: the newest whose base commit is the given one or an ancestor of it. So what a script of some other
     * branch put into its caches reaches nobody who does not build on that branch.
     */
    public Optional<Layer> before(String project, String commit) {
        return all(project).stream()
                .filter(layer -> isAncestor(project, layer.base(), commit))
                .findFirst();
    }

    private boolean isAncestor(String project, String ancestor, String commit) {
        return CommitId.valid(ancestor)
                && HostGit.run(
                                home.project(project).resolve("upstream.git"),
                                "merge-base",
                                "--is-ancestor",
                                ancestor,
                                commit)
                        .ok();
    }

    /**
     * The layer, made now if it is not there. Callers that ask for the same one wait for one making; where that was stopped, another of them goes on.
     *
     * @param stopped completes when the caller's run is stopped
     * @param waiting called before it waits for another's making
     * @param maker makes and keeps it
     * @throws PaddockException what the making threw; CONFLICT if the run was stopped
     */
    public Layer ensure(
            String project, String key, CompletableFuture<Void> stopped, Runnable waiting, Supplier<Layer> maker) {
        Path place = directory(project).resolve(key);
        boolean told = false;
        while (true) {
            CompletableFuture<Layer> mine = new CompletableFuture<>();
            CompletableFuture<Layer> others;
            places.lock();
            try {
                others = making.putIfAbsent(place, mine);
            } finally {
                places.unlock();
            }
            if (others == null) {
                return make(project, key, mine, maker);
            }
            if (!told) {
                told = true;
                waiting.run();
            }
            try {
                CompletableFuture.anyOf(others, stopped).join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof PaddockException known)) {
                    throw e;
                }
                if (known.code() != ErrorCode.CONFLICT) {
                    throw new PaddockException(known.code(), known.detail(), known);
                }
            }
            if (stopped.isDone()) {
                throw stopped();
            }
        }
    }

    private Layer make(String project, String key, CompletableFuture<Layer> mine, Supplier<Layer> maker) {
        try {
            Layer layer = find(project, key).orElseGet(maker);
            Files.setLastModifiedTime(layer.directory(), FileTime.from(Instant.now()));
            mine.complete(layer);
            return layer;
        } catch (IOException e) {
            PaddockException failure = new PaddockException(
                    ErrorCode.EXTERNAL, "can't set the time of a set-up layer: " + e.getMessage(), e);
            mine.completeExceptionally(failure);
            throw failure;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            making.remove(directory(project).resolve(key), mine);
        }
    }

    /** What says that a making ended because its run was stopped. */
    public static PaddockException stopped() {
        return new PaddockException(ErrorCode.CONFLICT, "stopped while it was set up");
    }

    /**
     * Keeps what a set-up run made; its sandbox must be gone. The directories are moved away.
     *
     * @param commit base commit
     * @param cache what it changed in the caches, an overlay's upper layer over those of {@code before}; null where none are kept
     * @param changes files by name
     */
    public Layer keep(
            String project,
            String key,
            String commit,
            Path tree,
            Path homeOf,
            @Nullable Path cache,
            Optional<Layer> before,
            Map<String, byte[]> changes) {
        Path draft = directory(project).resolve(".new-" + key);
        Trees.delete(draft);
        Layer layer = new Layer(key, draft);
        try {
            Files.createDirectories(layer.changes());
            Files.move(tree, layer.tree());
            Files.move(homeOf, layer.home());
            for (Map.Entry<String, byte[]> file : changes.entrySet()) {
                Files.write(layer.changes().resolve(file.getKey()), file.getValue());
            }
            Files.writeString(layer.baseFile(), commit);
            Files.createDirectory(layer.cache());
            if (cache != null) {
                Files.move(cache, draft.resolve("cache-changes"));
                mergeCaches(project, draft, before);
            }
            Stage.SET_UP_MADE.reached(project);
            Files.move(draft, directory(project).resolve(key), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't keep what the set-up made: " + e.getMessage(), e);
        } finally {
            Trees.delete(draft);
        }
        prune(project);
        return find(project, key).orElseThrow();
    }

    /** In a confinement that sees the layers alone: names and links in caches are whatever the script wanted. */
    private void mergeCaches(String project, Path draft, Optional<Layer> before) {
        List<String> command = ConfinedGit.line(
                "caches",
                CACHE,
                List.of(
                        before.map(layer -> layer.directory().getFileName().toString())
                                .orElse(""),
                        draft.getFileName().toString()));
        Process process = confinement.start(
                command, Map.of(), "/tmp", List.of(Bind.writable(directory(project), "/paddock/layers")), limits);
        Piping.finish(List.of("caches"), process, new byte[0], COPYING, 1 << 16).orThrow("could not keep the caches");
    }

    /** Copies the home of a layer into a run's, which no process of the run has seen yet. */
    public void copyHome(Layer layer, Path to) {
        Processes.run(Command.of(
                                "cp",
                                "-a",
                                "--reflink=auto",
                                "--remove-destination",
                                layer.home() + "/.",
                                to.toString())
                        .timeout(COPYING))
                .orThrow("could not copy the home that the set-up left");
    }

    /** A project's layers, the newest first. */
    public List<Layer> all(String project) {
        Path all = directory(project);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(all)) {
            return found.filter(path -> !path.getFileName().toString().startsWith("."))
                    .map(path -> new Layer(path.getFileName().toString(), path))
                    .sorted(Comparator.comparing(Layer::made).reversed())
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + all, e);
        }
    }

    /** Which of them runs were made over. */
    public LayerMarks marks() {
        return marks;
    }

    /**
     * Removes a layer.
     *
     * @param unused asked while nobody can begin to use one: whether no run starts from its commit and no kept workspace lies over it
     * @return false if it is used, or a layer of the project is being made, which may read the caches of this one
     */
    public boolean remove(String project, Layer layer, BooleanSupplier unused) {
        Optional<Path> taken = Optional.empty();
        places.lock();
        try {
            boolean busy = making.keySet().stream().anyMatch(place -> place.startsWith(directory(project)));
            if (!busy && unused.getAsBoolean()) {
                taken = new Trash(home).take(layer.directory());
            }
        } finally {
            places.unlock();
        }
        taken.ifPresent(Trees::delete);
        return taken.isPresent();
    }

    private void prune(String project) {
        try {
            Set<String> needed = marks.all();
            all(project).stream()
                    .skip(SPARE)
                    .filter(layer -> !needed.contains(layer.key()))
                    .forEach(layer -> new Trash(home).remove(layer.directory()));
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "can't remove old set-up layers", e);
        }
    }

    private Path directory(String project) {
        return home.project(project).resolve("layers");
    }
}
