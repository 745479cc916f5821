package dev.paddock.server;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agents that tasks can name. */
public interface AgentCatalog {
    List<AgentView> all();

    /** Checks an agent's file and keeps it; INVALID names the line. */
    AgentView add(String yaml);

    /** Installs an agent's pinned program, telling its steps; returns when that is done. */
    void install(String name, Consumer<String> progress);

    /** An agent as the API shows it. */
    record AgentView(
            String name,
            String protocol,
            @Nullable String version,
            boolean installed,
            String source,
            List<String> models) {}
}
