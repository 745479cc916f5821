package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The agents that can be named: those that ship, and those that the user added, which go before. Files are read anew for each call, so that a change by
 * hand counts at once. Thread-safe; calls read files and may block.
 */
public final class Agents {
    private final AgentShelf shelf;
    private final AgentInstaller installer;
    private final Launcher launcher;
    private final OldPrograms old;

    /**
     * Opens the catalog.
     *
     * @param shipped the directory with the agents' files that ship
     * @param environment the server's: {@code PATH}, the settings of npm and of proxies, and {@code PADDOCK_AGENTS}, a directory for installed programs
     *     that several homes share
     */
    public Agents(Path shipped, Home home, Map<String, String> environment) {
        shelf = new AgentShelf(shipped, home.agentFiles());
        NodeToolchain node = new NodeToolchain(environment);
        String shared = environment.getOrDefault("PADDOCK_AGENTS", "");
        installer = new AgentInstaller(
                shared.isBlank() ? home.agents() : Path.of(shared).toAbsolutePath(), home.cache(), environment, node);
        launcher = new Launcher(shelf, installer, node);
        old = new OldPrograms(home, !shared.isBlank(), this::pinned);
    }

    /** Where an agent's file is from. */
    public enum Source {
        SHIPPED,
        ADDED
    }

    /**
     * An agent of the catalog.
     *
     * @param path of its file
     * @param program what it installs; null where it installs nothing
     * @param installed whether it can be launched
     */
    public record Agent(
            AgentFile file,
            Source source,
            Path path,
            @Nullable PinnedProgram program,
            boolean installed) {
        /** The program's version; null where it installs none. */
        public @Nullable String version() {
            return program == null ? null : program.version();
        }
    }

    /**
     * What an agent's lock file pins.
     *
     * @param name of the package
     * @param integrity its hash, as npm writes it
     * @param directory where it is, or will be
     */
    public record PinnedProgram(String name, String version, String integrity, Path directory) {}

    /**
     * What an update changed.
     *
     * @param from the version before
     * @param agent as it is now
     */
    public record Updated(String from, Agent agent) {}

    /**
     * What a removal took away.
     *
     * @param gone files and directories
     * @param stays whether an agent of this name is still there, since it ships
     */
    public record Removed(List<Path> gone, boolean stays) {}

    /** All agents by name; a file that can't be read is left out, with a warning in the log. */
    public List<Agent> list() {
        return shelf.list().stream().map(this::view).toList();
    }

    /**
     * One agent's file.
     *
     * @throws PaddockException NOT_FOUND if there is none of this name, INVALID if its file is wrong
     */
    public AgentFile get(String name) {
        return shelf.get(name).file();
    }

    /** One agent with all that is known of it; throws as {@link #get}. */
    public Agent show(String name) {
        return view(shelf.get(name));
    }

    /** Whether the program that the agent's file pins is there. */
    public boolean installed(String name) {
        return installed(shelf.get(name));
    }

    /**
     * Installs the program that the agent's file pins; returns at once where it is there. Callers at the same time wait for one.
     *
     * @param progress gets short messages for a person
     * @throws PaddockException EXTERNAL with npm's last words, PREREQUISITE if npm is missing
     */
    public void install(String name, Consumer<String> progress) {
        LockFile lock = shelf.get(name).lock();
        if (lock != null) {
            old.whileInstalling(() -> {
                installer.install(name, lock, progress);
                return lock;
            });
        }
    }

    /**
     * Checks an agent's file and keeps it.
     *
     * @param lock text of the {@code package-lock.json} that it names, with {@code manifest} the text of {@code package.json}; null where they are there
     * @throws PaddockException INVALID, with field and reason
     */
    public Agent add(String yaml, @Nullable String lock, @Nullable String manifest) {
        if ((lock == null) != (manifest == null)) {
            throw new PaddockException(ErrorCode.INVALID, "package-lock.json and package.json belong together");
        }
        LockFile pinned = lock == null || manifest == null ? null : LockFile.of("package-lock.json", lock, manifest);
        return view(shelf.put(yaml, pinned));
    }

    /**
     * Pins another version of an agent's program and installs it. The user's own copy of its file is written last, so that a failure changes nothing.
     *
     * @param to a version or a tag; null for the newest
     * @throws PaddockException INVALID if the agent installs nothing, EXTERNAL with npm's last words
     */
    public Updated update(String name, @Nullable String to, Consumer<String> progress) {
        return old.whileInstalling(() -> updateNow(name, to, progress));
    }

    private Updated updateNow(String name, @Nullable String to, Consumer<String> progress) {
        AgentShelf.Entry entry = shelf.get(name);
        LockFile before = entry.lock();
        if (before == null) {
            throw new PaddockException(
                    ErrorCode.INVALID, "agent " + name + " installs no program: there is nothing to update");
        }
        LockFile after = installer.pin(name, before.wanted(), to == null ? "latest" : to, progress);
        if (after.version().equals(before.version()) && after.integrity().equals(before.integrity())) {
            installer.install(name, before, progress);
            return new Updated(before.version(), view(entry));
        }
        installer.install(name, after, progress);
        return new Updated(before.version(), view(shelf.put(entry.yaml(), after)));
    }

    /** What installing left behind. */
    public OldPrograms old() {
        return old;
    }

    private Set<Path> pinned() {
        return shelf.pins().stream()
                .map(entry -> installer.directory(entry.file().name(), Objects.requireNonNull(entry.lock())))
                .collect(Collectors.toSet());
    }

    /**
     * Removes an added agent's file, and the program that the agent's file pins.
     *
     * @throws PaddockException CONFLICT if the file ships and its program is not installed
     */
    public Removed remove(String name) {
        AgentShelf.Entry entry = shelf.get(name);
        boolean added = entry.source() == Source.ADDED;
        if (!added && (entry.lock() == null || !installed(entry))) {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "the file of agent " + name + " ships with Paddock and stays"
                            + (entry.lock() == null ? "" : "; its program is not installed"));
        }
        List<Path> gone = new ArrayList<>(added ? shelf.remove(entry) : List.of());
        LockFile lock = entry.lock();
        LockFile left =
                shelf.find(name, Source.SHIPPED).map(AgentShelf.Entry::lock).orElse(null);
        if (lock != null && (!added || left == null || !left.key().equals(lock.key()))) {
            installer.remove(name, lock).ifPresent(gone::add);
        }
        return new Removed(gone, shelf.find(name, Source.SHIPPED).isPresent());
    }

    /**
     * How an agent is started for a goal.
     *
     * @param with further agents, whose commands it can call
     * @throws PaddockException PREREQUISITE if a program or a toolchain is missing, INVALID if the goal is too long for a command line
     */
    public AgentLaunch launch(AgentFile file, List<AgentFile> with, String goal) {
        return launcher.launch(file, with, goal);
    }

    private Agent view(AgentShelf.Entry entry) {
        LockFile lock = entry.lock();
        PinnedProgram program = lock == null
                ? null
                : new PinnedProgram(
                        lock.wanted(),
                        lock.version(),
                        lock.integrity(),
                        installer.directory(entry.file().name(), lock));
        return new Agent(entry.file(), entry.source(), entry.path(), program, installed(entry));
    }

    private boolean installed(AgentShelf.Entry entry) {
        LockFile lock = entry.lock();
        return lock == null
                || Files.isDirectory(installer.directory(entry.file().name(), lock));
    }
}
