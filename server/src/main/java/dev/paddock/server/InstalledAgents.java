package dev.paddock.server;

import dev.paddock.agent.AgentFile;
import dev.paddock.agent.Agents;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The API's view of {@link Agents}. */
record InstalledAgents(Agents agents) implements AgentCatalog {
    @Override
    public List<AgentView> all() {
        return agents.list().stream().map(InstalledAgents::view).toList();
    }

    @Override
    public AgentView add(String yaml) {
        return view(agents.add(yaml));
    }

    @Override
    public void install(String name, Consumer<String> progress) {
        agents.install(name, progress);
    }

    private static AgentView view(Agents.Agent agent) {
        AgentFile file = agent.file();
        return new AgentView(
                file.name(),
                file.protocol().name().toLowerCase(Locale.ROOT),
                agent.version(),
                agent.installed(),
                agent.source().name().toLowerCase(Locale.ROOT),
                file.models().stream().map(AgentFile.Model::route).toList());
    }
}
