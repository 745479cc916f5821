package dev.paddock.agent;

import dev.paddock.agent.AgentFile.Toolchain;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.sandbox.Bind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agents that can be named: those that ship, and those that the user added, which go before. Files are read anew for each call, so that a change by
 * hand counts at once. Thread-safe; calls read files and may block.
 */
public final class Agents {
    private static final System.Logger LOG = System.getLogger(Agents.class.getName());
    private static final String INSIDE = "/opt/agents/";
    private static final int MAX_ADDED = 256;
    /** Linux takes no argument or variable beyond 128 KiB. */
    private static final int MAX_GOAL_BYTES = 120_000;

    private final Path shipped;
    private final Path added;
    private final AgentInstaller installer;
    private final NodeToolchain node;

    /**
     * Opens the catalog.
     *
     * @param shipped the directory with the agents' files that ship
     * @param environment the server's: {@code PATH}, the settings of npm and of proxies, and {@code PADDOCK_AGENTS}, a directory for installed programs
     *     that several homes share
     */
    public Agents(Path shipped, Home home, Map<String, String> environment) {
        this.shipped = shipped;
        added = home.agentFiles();
        node = new NodeToolchain(environment);
        String shared = environment.getOrDefault("PADDOCK_AGENTS", "");
        installer = new AgentInstaller(
                shared.isBlank() ? home.agents() : Path.of(shared).toAbsolutePath(), home.cache(), environment, node);
    }

    /** Where an agent's file is from. */
    public enum Source {
        SHIPPED,
        ADDED
    }

    /**
     * An agent of the catalog.
     *
     * @param version of its program; null where it installs none
     * @param installed whether it can be launched
     */
    public record Agent(
            AgentFile file, Source source, @Nullable String version, boolean installed) {}

    private record Entry(AgentFile file, Source source, Path directory) {}

    /** All agents by name; a file that can't be read is left out, with a warning in the log. */
    public List<Agent> list() {
        Map<String, Agent> agents = new TreeMap<>();
        for (Source source : Source.values()) {
            for (Path path : files(directory(source))) {
                try {
                    Entry entry = read(path, source);
                    agents.put(entry.file().name(), view(entry));
                } catch (PaddockException e) {
                    LOG.log(System.Logger.Level.WARNING, "an agent was left out: {0}", e.detail());
                }
            }
        }
        return List.copyOf(agents.values());
    }

    /**
     * One agent.
     *
     * @throws PaddockException NOT_FOUND if there is none of this name, INVALID if its file is wrong
     */
    public AgentFile get(String name) {
        return entry(name).file();
    }

    /** Whether the program that the agent's file pins is there. */
    public boolean installed(String name) {
        return installed(entry(name));
    }

    /**
     * Installs the program that the agent's file pins; returns at once where it is there. Callers at the same time wait for one.
     *
     * @param progress gets short messages for a person
     * @throws PaddockException EXTERNAL with npm's last words, PREREQUISITE if npm is missing
     */
    public void install(String name, Consumer<String> progress) {
        Entry entry = entry(name);
        AgentFile.Npm npm = entry.file().install();
        if (npm != null) {
            installer.install(name, lock(entry, npm), progress);
        }
    }

    /**
     * Checks an agent's file and keeps it.
     *
     * @throws PaddockException INVALID, with field and reason
     */
    public Agent add(String yaml) {
        AgentFile file = AgentFileReader.read("the agent's file", yaml);
        if (files(added).size() >= MAX_ADDED) {
            throw new PaddockException(ErrorCode.LIMIT, "there are " + MAX_ADDED + " agents already");
        }
        Entry entry = new Entry(file, Source.ADDED, added);
        if (file.install() != null
                && !Files.isRegularFile(added.resolve(file.install().lock()))) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "the agent's file: install.npm.lock names a file that is not there; put package.json and package-lock.json into "
                            + added.resolve(file.install().lock()).getParent() + " first");
        }
        Agent agent = view(entry);
        PrivateFile.write(added.resolve(file.name() + ".yaml"), yaml);
        return agent;
    }

    /**
     * How an agent is started for a goal.
     *
     * @throws PaddockException PREREQUISITE if its program or a toolchain is missing, INVALID if the goal is too long for a command line
     */
    public AgentLaunch launch(AgentFile file, String goal) {
        Map<String, String> places = new HashMap<>();
        places.put("goal", Bounds.valid(goal).replace("\0", ""));
        places.put("agent", INSIDE + file.name());
        file.models().forEach(model -> places.put("address." + model.route(), address(model)));
        List<Bind> binds = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(AgentLaunch.proxies());
        for (Toolchain toolchain : file.needs()) {
            NodeToolchain.Inside inside = switch (toolchain) {
                case NODE -> node.inside();
            };
            binds.addAll(inside.binds());
            environment.put("PATH", inside.path());
        }
        program(file, binds);
        for (AgentFile.Model model : file.models()) {
            if (model.address() != null) {
                environment.put(model.address(), address(model));
            }
            if (model.key() != null) {
                environment.put(model.key(), AgentLaunch.PLACEHOLDER);
            }
        }
        file.env().forEach((name, value) -> environment.put(name, Template.fill(value, places)));
        Map<String, String> files = new HashMap<>();
        file.files().forEach((path, content) -> files.put(path, Template.fill(content, places)));
        List<String> command =
                file.command().stream().map(part -> Template.fill(part, places)).toList();
        return switch (file.protocol()) {
            case ACP -> new AgentLaunch(command, environment, binds, files);
            case COMMAND -> {
                GoalOnStdin.check(goal, MAX_GOAL_BYTES);
                environment.put(GoalOnStdin.VARIABLE, places.getOrDefault("goal", ""));
                yield new AgentLaunch(GoalOnStdin.wrap(command), environment, binds, files);
            }
        };
    }

    private void program(AgentFile file, List<Bind> binds) {
        AgentFile.Npm npm = file.install();
        if (npm == null) {
            return;
        }
        Path directory = installer.directory(file.name(), lock(entry(file.name()), npm));
        if (!Files.isDirectory(directory)) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "agent " + file.name() + " is not installed; run `paddock agent install " + file.name() + "`");
        }
        binds.add(Bind.readOnly(directory, INSIDE + file.name()));
    }

    private static String address(AgentFile.Model model) {
        return AgentLaunch.GATEWAY + "/model/" + model.route();
    }

    private Entry entry(String name) {
        for (Source source : List.of(Source.ADDED, Source.SHIPPED)) {
            for (Path path : files(directory(source))) {
                if (path.getFileName().toString().equals(name + ".yaml")) {
                    return read(path, source);
                }
            }
        }
        throw new PaddockException(
                ErrorCode.NOT_FOUND,
                "there is no agent " + Bounds.cut(name, 100) + "; `paddock agent list` shows those there are");
    }

    private static Entry read(Path path, Source source) {
        try {
            AgentFile file = AgentFileReader.read(path.toString(), Files.readString(path));
            if (!path.getFileName().toString().equals(file.name() + ".yaml")) {
                throw Fields.wrongFile(path + ": name", "must be the file's name without .yaml");
            }
            Path directory = path.toAbsolutePath().getParent();
            return new Entry(file, source, directory == null ? Path.of("/") : directory);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.INVALID, "can't read " + path + ": " + e.getMessage(), e);
        }
    }

    private Agent view(Entry entry) {
        AgentFile.Npm npm = entry.file().install();
        String version = npm == null ? null : lock(entry, npm).version();
        return new Agent(entry.file(), entry.source(), version, installed(entry));
    }

    private boolean installed(Entry entry) {
        AgentFile.Npm npm = entry.file().install();
        return npm == null || Files.isDirectory(installer.directory(entry.file().name(), lock(entry, npm)));
    }

    private static LockFile lock(Entry entry, AgentFile.Npm npm) {
        return LockFile.read(entry.directory().resolve(npm.lock()));
    }

    private Path directory(Source source) {
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
            return files.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .limit(1_000)
                    .toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
        }
    }
}
