package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agents that tasks can name. */
public interface AgentCatalog {
    List<AgentView> all();

    /** One of them; NOT_FOUND if there is none of this name, INVALID if its file is wrong. */
    AgentView get(String name);

    /**
     * Checks an agent's file and keeps it; INVALID names the field.
     *
     * @param lock text of the {@code package-lock.json} that it names, with {@code manifest} that of {@code package.json}; null where they are there
     */
    AgentView add(String yaml, @Nullable String lock, @Nullable String manifest);

    /** Installs an agent's pinned program, telling its steps; returns when that is done. */
    void install(String name, Consumer<String> progress);

    /**
     * Pins another version of an agent's program and installs it, telling its steps.
     *
     * @param version null for the newest
     */
    UpdateView update(String name, @Nullable String version, Consumer<String> progress);

    /** Removes an added agent, or the installed program of one that ships; CONFLICT while a run uses it. */
    RemovedView remove(String name);

    /**
     * An agent as the API shows it.
     *
     * @param commands what another agent in the same sandbox can call
     * @param own names of the parts of a person's own set-up that the owner wants with tasks
     */
    record AgentView(
            String name,
            @JsonInclude(Include.NON_NULL) @Nullable String description,
            String protocol,
            @Nullable String version,
            boolean installed,
            String source,
            String file,
            @JsonInclude(Include.NON_NULL) @Nullable ProgramView program,
            List<String> models,
            Map<String, String> modes,
            List<String> commands,
            List<String> own,
            @JsonInclude(Include.NON_NULL) @Nullable String signIn) {}

    /** The program that an agent's lock file pins. */
    record ProgramView(String name, String version, String integrity, String directory) {}

    /** What an update changed. */
    record UpdateView(String name, String from, String to, String integrity, String file, String source) {}

    /** What a removal took away, and whether an agent of this name is left since it ships. */
    record RemovedView(String name, List<String> removed, boolean ships) {}
}
