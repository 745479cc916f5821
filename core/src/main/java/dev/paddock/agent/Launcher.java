package dev.paddock.agent;

import dev.paddock.agent.AgentFile.Toolchain;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Bind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes of agents' files and installed programs what a sandbox starts. Thread-safe; calls read files and may block. */
final class Launcher {
    private static final String INSIDE = "/opt/agents/";
    /** Where commands of further agents are, relative to the run's home and as seen from inside. */
    private static final String COMMANDS = ".local/bin/";

    private static final String COMMANDS_INSIDE = "/home/agent/.local/bin";
    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";
    /** Linux takes no argument or variable beyond 128 KiB. */
    private static final int MAX_GOAL_BYTES = 120_000;

    private final AgentShelf shelf;
    private final AgentInstaller installer;
    private final NodeToolchain node;

    Launcher(AgentShelf shelf, AgentInstaller installer, NodeToolchain node) {
        this.shelf = shelf;
        this.installer = installer;
        this.node = node;
    }

    AgentLaunch launch(AgentFile lead, List<AgentFile> with, String goal) {
        Map<String, String> environment = new HashMap<>(AgentLaunch.proxies());
        List<Bind> binds = new ArrayList<>();
        Map<String, String> files = new HashMap<>();
        Map<String, String> places = places(lead);
        places.put("goal", Bounds.valid(goal).replace("\0", ""));
        add(lead, places, environment, binds, files);
        for (AgentFile other : with) {
            Map<String, String> its = places(other);
            add(other, its, environment, binds, files);
            other.commands().forEach((name, command) -> files.put(COMMANDS + name, script(fill(command, its))));
        }
        if (!with.isEmpty()) {
            environment.merge("PATH", COMMANDS_INSIDE + ":" + USUAL_PATH, (path, ours) -> COMMANDS_INSIDE + ":" + path);
        }
        List<String> command = fill(lead.command(), places);
        return switch (lead.protocol()) {
            case ACP -> new AgentLaunch(command, environment, binds, files);
            case COMMAND -> {
                GoalOnStdin.check(goal, MAX_GOAL_BYTES);
                environment.put(GoalOnStdin.VARIABLE, places.getOrDefault("goal", ""));
                yield new AgentLaunch(GoalOnStdin.wrap(command), environment, binds, files);
            }
        };
    }

    /** Adds what an agent's program needs to what is there, which goes before. */
    private void add(
            AgentFile file,
            Map<String, String> places,
            Map<String, String> environment,
            List<Bind> binds,
            Map<String, String> files) {
        for (Toolchain toolchain : file.needs()) {
            NodeToolchain.Inside inside = switch (toolchain) {
                case NODE -> node.inside();
            };
            inside.binds().stream().filter(bind -> !binds.contains(bind)).forEach(binds::add);
            environment.putIfAbsent("PATH", inside.path());
        }
        program(file, binds);
        for (AgentFile.Model model : file.models()) {
            if (model.address() != null) {
                environment.putIfAbsent(model.address(), address(model));
            }
            if (model.key() != null) {
                environment.putIfAbsent(model.key(), AgentLaunch.PLACEHOLDER);
            }
        }
        file.env().forEach((name, value) -> environment.putIfAbsent(name, Template.fill(value, places)));
        file.files().forEach((path, content) -> files.putIfAbsent(path, Template.fill(content, places)));
    }

    private void program(AgentFile file, List<Bind> binds) {
        if (file.install() == null) {
            return;
        }
        LockFile lock = shelf.get(file.name()).lock();
        Path directory = lock == null ? null : installer.directory(file.name(), lock);
        if (directory == null || !Files.isDirectory(directory)) {
            throw new PaddockException(
                    ErrorCode.PREREQUISITE,
                    "agent " + file.name() + " is not installed; run `paddock agent install " + file.name() + "`");
        }
        binds.add(Bind.readOnly(directory, INSIDE + file.name()));
    }

    private static Map<String, String> places(AgentFile file) {
        Map<String, String> places = new HashMap<>();
        places.put("agent", INSIDE + file.name());
        file.models().forEach(model -> places.put("address." + model.route(), address(model)));
        return places;
    }

    private static List<String> fill(List<String> command, Map<String, String> places) {
        return command.stream().map(part -> Template.fill(part, places)).toList();
    }

    private static String script(List<String> command) {
        return "#!/bin/sh\nexec "
                + command.stream()
                        .map(part -> "'" + part.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "))
                + " \"$@\"\n";
    }

    private static String address(AgentFile.Model model) {
        return AgentLaunch.GATEWAY + "/model/" + model.route();
    }
}
