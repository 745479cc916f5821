package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Trees;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What installing leaves behind: programs that no agent's file pins any more, what was cut off, and npm's downloads. Only a home's own; a directory that several
 * homes share is left alone, since another home may need what is in it. Thread-safe.
 */
public final class OldPrograms {
    private final Home home;
    private final boolean shared;
    private final Supplier<Set<Path>> pinned;
    private final ReentrantReadWriteLock installing = new ReentrantReadWriteLock();

    /** @param pinned the directories of the programs that agents' files pin */
    OldPrograms(Home home, boolean shared, Supplier<Set<Path>> pinned) {
        this.home = home;
        this.shared = shared;
        this.pinned = pinned;
    }

    /**
     * A program that no agent's file pins.
     *
     * @param agent that it was installed for
     */
    public record Old(String agent, Path directory, Instant installed) {}

    /** Does work that installs; nothing is removed meanwhile. */
    <T> T whileInstalling(Supplier<T> work) {
        installing.readLock().lock();
        try {
            return work.get();
        } finally {
            installing.readLock().unlock();
        }
    }

    public List<Old> all() {
        List<Old> found = new ArrayList<>();
        if (shared) {
            return found;
        }
        Set<Path> needed = pinned.get();
        for (Path agent : directories(home.agents())) {
            for (Path program : directories(agent)) {
                if (!needed.contains(program)) {
                    found.add(new Old(agent.getFileName().toString(), program, time(program)));
                }
            }
        }
        return found;
    }

    /**
     * Removes a program.
     *
     * @param unused whether no run has the agent
     * @return false if it is pinned again, used, or something is being installed
     */
    public boolean remove(Old old, BooleanSupplier unused) {
        return whileNobodyInstalls(() -> {
            if (pinned.get().contains(old.directory()) || !unused.getAsBoolean()) {
                return Optional.empty();
            }
            return new Trash(home).take(old.directory());
        });
    }

    /** What installs and look-ups left that were cut off. */
    public List<Path> unfinished() {
        List<Path> found = new ArrayList<>();
        if (!shared) {
            found.addAll(entries(home.agents(), AgentInstaller.LOOK_UP));
            directories(home.agents()).forEach(agent -> found.addAll(entries(agent, AgentInstaller.PART)));
        }
        return found;
    }

    /** Removes what a cut off install left; false if something is being installed. */
    public boolean removeUnfinished(Path part) {
        return whileNobodyInstalls(() -> new Trash(home).take(part));
    }

    /** Where npm keeps downloads, where that is the home's own. */
    public Path downloads() {
        return home.cache().resolve("npm");
    }

    /** When npm last used them. */
    public Instant downloadsUsed() {
        return directories(downloads()).stream()
                .map(OldPrograms::time)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Removes npm's downloads; false if something is being installed. */
    public boolean removeDownloads() {
        return whileNobodyInstalls(() -> new Trash(home).take(downloads()));
    }

    private boolean whileNobodyInstalls(Supplier<Optional<Path>> take) {
        if (!installing.writeLock().tryLock()) {
            return false;
        }
        Optional<Path> taken;
        try {
            taken = take.get();
        } finally {
            installing.writeLock().unlock();
        }
        taken.ifPresent(Trees::delete);
        return taken.isPresent();
    }

    private static List<Path> directories(Path parent) {
        return entries(parent, "").stream()
                .filter(path -> !path.getFileName().toString().startsWith("."))
                .toList();
    }

    /** The directories in one whose names begin so. */
    private static List<Path> entries(Path parent, String prefix) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                            && path.getFileName().toString().startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + parent + ": " + e.getMessage(), e);
        }
    }

    private static Instant time(Path path) {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }
}
