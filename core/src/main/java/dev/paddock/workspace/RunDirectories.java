package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Runs' directories as they lie on the disk: whose they are, what they hold, and how they are freed. Safe for use by several threads. */
public final class RunDirectories {
    /** What stays when a run's workspace is freed. */
    private static final Set<String> KEPT =
            Set.of("result.git", "workspace.properties", "collected", ArchivedDiff.DIRECTORY);

    private final Home home;
    private final Trash trash;
    /** Those that were made here and are not removed. */
    private final ConcurrentHashMap<String, Boolean> made = new ConcurrentHashMap<>();

    RunDirectories(Home home, Trash trash) {
        this.home = home;
        this.trash = trash;
    }

    /** A run's directory is made from now on, and no stray. */
    void making(String run) {
        made.put(run, true);
    }

    /** A run's directory is gone, or may go. */
    void removed(String run) {
        made.remove(run);
    }

    /**
     * Frees what a run no longer needs when it will not go on: layer, git directory, home. What was collected, and so its branch and diff, stays. Its sandbox
     * must be gone. Does nothing where nothing of that is left.
     */
    public void shed(String run) {
        // All of it out of the way first: deleting may take long.
        List<Path> taken = freeable(run).stream()
                .flatMap(entry -> trash.take(entry).stream())
                .toList();
        taken.forEach(Trees::delete);
    }

    /** Whether more of a run is on the disk than stays when it is {@link #shed}. */
    public boolean isWhole(String run) {
        return !freeable(run).isEmpty();
    }

    private List<Path> freeable(String run) {
        Path directory = home.run(run);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !KEPT.contains(entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory, e);
        }
    }

    /** Directories of runs that nobody knows: neither those given nor who made one here and has not removed it. */
    public List<String> strays(Set<String> known) {
        Path all = home.runs();
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(all)) {
            return runs.filter(path -> !Trash.is(path))
                    .map(path -> path.getFileName().toString())
                    .filter(run -> !known.contains(run) && !made.containsKey(run))
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + all, e);
        }
    }

    /**
     * Removes the directory of a run that nobody knows.
     *
     * @param unknown asked when nobody here can make it any more before it is gone
     * @return false if it is somebody's
     */
    public boolean removeStray(String run, BooleanSupplier unknown) {
        List<Path> taken = new ArrayList<>();
        Boolean maker = made.compute(run, (id, there) -> {
            if (there == null && unknown.getAsBoolean()) {
                trash.take(home.run(run)).ifPresent(taken::add);
                return null;
            }
            return there;
        });
        taken.forEach(Trees::delete);
        return maker == null && !taken.isEmpty();
    }

    /** How much a run holds on the disk. */
    public Held held(String run) {
        Path directory = home.run(run);
        long result =
                Trees.size(directory.resolve("result.git")) + Trees.size(directory.resolve(ArchivedDiff.DIRECTORY));
        return new Held(Trees.size(directory) - result, result);
    }

    /**
     * Bytes on the disk.
     *
     * @param workspace goes when the run is {@link #shed}
     * @param result stays until the run is removed
     */
    public record Held(long workspace, long result) {}
}
