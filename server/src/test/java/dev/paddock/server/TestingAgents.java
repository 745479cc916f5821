package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A catalog in memory, with one agent that ships. */
final class TestingAgents implements AgentCatalog {
    private final List<AgentView> all = new ArrayList<>(List.of(agent("claude", "1.0", "shipped")));

    @Override
    public synchronized List<AgentView> all() {
        return List.copyOf(all);
    }

    @Override
    public synchronized AgentView get(String name) {
        return all.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PaddockException(ErrorCode.NOT_FOUND, "there is no agent " + name));
    }

    @Override
    public synchronized AgentView add(String yaml, @Nullable String lock, @Nullable String manifest) {
        if (!yaml.startsWith("name: ")) {
            throw new PaddockException(ErrorCode.INVALID, "line 1: expected a name");
        }
        AgentView agent = agent(yaml.substring(6).strip(), lock, "added");
        all.add(agent);
        return agent;
    }

    @Override
    public void install(String name, Consumer<String> progress) {
        progress.accept("fetching");
    }

    @Override
    public UpdateView update(String name, @Nullable String version, Consumer<String> progress) {
        progress.accept("asking");
        return new UpdateView(name, "1.0", version == null ? "2.0" : version, "sha512-x", "/x/claude.yaml", "added");
    }

    @Override
    public synchronized RemovedView remove(String name) {
        all.remove(get(name));
        return new RemovedView(name, List.of("/x/" + name + ".yaml"), false);
    }

    private static AgentView agent(String name, @Nullable String version, String source) {
        return new AgentView(
                name,
                null,
                "acp",
                version,
                false,
                source,
                "/x/" + name + ".yaml",
                null,
                List.of("anthropic"),
                Map.of("bypass", "yolo"),
                List.of(),
                List.of(),
                "paddock auth claude");
    }
}
