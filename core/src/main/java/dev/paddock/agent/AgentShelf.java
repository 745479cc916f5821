package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agents' files: those that ship and those that were added, which go before. Read anew for each call. Thread-safe. */
final class AgentShelf {
    private static final System.Logger LOG = System.getLogger(AgentShelf.class.getName());
    private static final int MAX_ADDED = 256;
    private static final String ENDING = ".yaml";

    private final Path shipped;
    private final Path added;

    AgentShelf(Path shipped, Path added) {
        this.shipped = shipped;
        this.added = added;
    }

    /**
     * An agent's file with what lies beside it.
     *
     * @param path of the file
     * @param yaml its text
     * @param lock what it installs; null where nothing
     */
    record Entry(
            AgentFile file,
            Agents.Source source,
            Path path,
            String yaml,
            @Nullable LockFile lock) {}

    /** All agents by name; a file that can't be read is left out, with a warning in the log. */
    synchronized Collection<Entry> list() {
        Map<String, Entry> agents = new TreeMap<>();
        for (Agents.Source source : Agents.Source.values()) {
            for (Path path : files(directory(source))) {
                try {
                    Entry entry = read(path, source);
                    agents.put(entry.file().name(), entry);
                } catch (PaddockException e) {
                    LOG.log(System.Logger.Level.WARNING, "an agent was left out: {0}", e.detail());
                }
            }
        }
        return List.copyOf(agents.values());
    }

    /**
     * All entries that pin a program, those too that others go before.
     *
     * @throws PaddockException INVALID if a file can't be read: what it pins is not known then
     */
    synchronized List<Entry> pins() {
        List<Entry> pins = new ArrayList<>();
        for (Agents.Source source : Agents.Source.values()) {
            for (Path path : files(directory(source))) {
                Entry entry = read(path, source);
                if (entry.lock() != null) {
                    pins.add(entry);
                }
            }
        }
        return pins;
    }

    /** @throws PaddockException NOT_FOUND if there is none of this name, INVALID if its file is wrong */
    synchronized Entry get(String name) {
        return find(name, Agents.Source.ADDED)
                .or(() -> find(name, Agents.Source.SHIPPED))
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no agent " + Bounds.cut(name, 100) + "; `paddock agent list` shows those there are"));
    }

    /** The agent's file from one of the two places. */
    synchronized Optional<Entry> find(String name, Agents.Source source) {
        return files(directory(source)).stream()
                .filter(path -> path.getFileName().toString().equals(name + ENDING))
                .findFirst()
                .map(path -> read(path, source));
    }

    /**
     * Checks an agent's file and keeps it in the place of what was there.
     *
     * @param lock replaces the lock file beside it; null where that is there already, or none is needed
     */
    synchronized Entry put(String yaml, @Nullable LockFile lock) {
        AgentFile file = AgentFileReader.read("the agent's file", yaml);
        Path path = added.resolve(file.name() + ENDING);
        if (!Files.exists(path) && files(added).size() >= MAX_ADDED) {
            throw new PaddockException(ErrorCode.LIMIT, "there are " + MAX_ADDED + " agents already");
        }
        AgentFile.Npm npm = file.install();
        if (npm == null && lock != null) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the agent's file: install.npm is missing, for the lock file");
        }
        LockFile used = lock;
        if (npm != null) {
            Path place = added.resolve(npm.lock());
            if (lock != null) {
                replace(place, lock);
            } else if (!Files.isRegularFile(place)) {
                throw new PaddockException(
                        ErrorCode.INVALID,
                        "the agent's file: install.npm.lock names " + npm.lock()
                                + ", which is not there; add the file with that directory beside it");
            } else {
                used = LockFile.read(place);
            }
        }
        PrivateFile.write(path, yaml);
        return new Entry(file, Agents.Source.ADDED, path, yaml, used);
    }

    /** Removes an added agent's file and the directory of its lock file, where nothing else names it. */
    synchronized List<Path> remove(Entry entry) {
        List<Path> gone = new ArrayList<>();
        try {
            Files.deleteIfExists(entry.path());
            gone.add(entry.path());
            AgentFile.Npm npm = entry.file().install();
            if (npm != null
                    && list().stream()
                            .noneMatch(other -> other.source() == Agents.Source.ADDED
                                    && npm.equals(other.file().install()))) {
                Path lock = added.resolve(npm.lock());
                Files.deleteIfExists(lock);
                Files.deleteIfExists(lock.resolveSibling("package.json"));
                gone.add(lock);
                Path directory = lock.getParent();
                if (directory != null && isEmpty(directory)) {
                    Files.delete(directory);
                }
            }
            return gone;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't remove " + entry.path() + ": " + e.getMessage(), e);
        }
    }

    private static void replace(Path place, LockFile lock) {
        PrivateFile.write(place.resolveSibling("package.json"), lock.manifest());
        PrivateFile.write(place, lock.text());
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static Entry read(Path path, Agents.Source source) {
        try {
            String yaml = Files.readString(path);
            AgentFile file = AgentFileReader.read(path.toString(), yaml);
            if (!path.getFileName().toString().equals(file.name() + ENDING)) {
                throw Fields.wrongFile(path + ": name", "must be the file's name without .yaml");
            }
            AgentFile.Npm npm = file.install();
            LockFile lock = npm == null ? null : LockFile.read(path.resolveSibling(npm.lock()));
            return new Entry(file, source, path, yaml, lock);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INVALID, "can't read " + path + ": " + e.getMessage(), e);
        }
    }

    private Path directory(Agents.Source source) {
        return switch (source) {
            case SHIPPED -> shipped;
            case ADDED -> added;
        };
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .limit(1_000)
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
        }
    }
}
