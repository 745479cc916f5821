package dev.paddock.server;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Agents;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.run.Runs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The API's view of {@link Agents}. */
record InstalledAgents(Agents agents, Runs runs, Map<String, List<String>> own) implements AgentCatalog {
    @Override
    public List<AgentView> all() {
        return agents.list().stream().map(this::view).toList();
    }

    @Override
    public AgentView get(String name) {
        return view(agents.show(name));
    }

    @Override
    public AgentView add(String yaml, @Nullable String lock, @Nullable String manifest) {
        return view(agents.add(yaml, lock, manifest));
    }

    @Override
    public void install(String name, Consumer<String> progress) {
        agents.install(name, progress);
    }

    @Override
    public UpdateView update(String name, @Nullable String version, Consumer<String> progress) {
        Agents.Updated updated = agents.update(name, version, progress);
        Agents.Agent agent = updated.agent();
        Agents.PinnedProgram program = agent.program();
        if (program == null) {
            throw new IllegalStateException(name + " was updated and pins nothing");
        }
        return new UpdateView(
                name,
                updated.from(),
                program.version(),
                program.integrity(),
                agent.path().toString(),
                word(agent.source()));
    }

    @Override
    public RemovedView remove(String name) {
        runs.using(name).ifPresent(run -> {
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    "run " + run + " uses agent " + name + "; stop it first: `paddock stop " + run + "`");
        });
        Agents.Removed removed = agents.remove(name);
        return new RemovedView(
                name, removed.gone().stream().map(Object::toString).toList(), removed.stays());
    }

    private AgentView view(Agents.Agent agent) {
        AgentFile file = agent.file();
        Agents.PinnedProgram program = agent.program();
        List<String> models = file.models().stream().map(AgentFile.Model::route).toList();
        return new AgentView(
                file.name(),
                file.description(),
                file.protocol().name().toLowerCase(Locale.ROOT),
                agent.version(),
                agent.installed(),
                word(agent.source()),
                agent.path().toString(),
                program == null
                        ? null
                        : new ProgramView(
                                program.name(),
                                program.version(),
                                program.integrity(),
                                program.directory().toString()),
                models,
                new TreeMap<>(file.modes()),
                file.commands().keySet().stream().sorted().toList(),
                own.getOrDefault(file.name(), List.of()),
                models.isEmpty() ? null : "paddock auth " + signIn(models.getFirst()));
    }

    /** What a person calls the vendor of a route. */
    private static String signIn(String route) {
        return Map.of("anthropic", "claude", "openai", "codex").getOrDefault(route, route);
    }

    private static String word(Agents.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
