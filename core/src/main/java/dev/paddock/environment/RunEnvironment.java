package dev.paddock.environment;

import dev.paddock.sandbox.Bind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every process of a run gets of the project's world.
 *
 * @param binds toolchains and certificates, read-only
 * @param variables the environment, {@code PATH} and secrets included
 * @param files of a new home, by their paths in it
 * @param cached files of new caches, by their paths in them; null where no caches are kept
 */
public record RunEnvironment(
        List<Bind> binds,
        Map<String, String> variables,
        Map<String, String> files,
        @org.jspecify.annotations.Nullable Map<String, String> cached) {
    private static final String PATH = "PATH";

    public RunEnvironment {
        binds = List.copyOf(binds);
        variables = Map.copyOf(variables);
        files = Map.copyOf(files);
        cached = cached == null ? null : Map.copyOf(cached);
    }

    /** With more variables, which win. */
    RunEnvironment with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new RunEnvironment(binds, all, files, cached);
    }

    /** These variables under a program's own, which win; its {@code PATH} comes after the project's. */
    public Map<String, String> under(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(own);
        String mine = variables.get(PATH);
        String its = own.get(PATH);
        if (mine != null && its != null) {
            Set<String> path = new LinkedHashSet<>(List.of(mine.split(":")));
            path.addAll(List.of(its.split(":")));
            all.put(PATH, String.join(":", path));
        }
        return all;
    }

    /** These binds and a program's own; a place is bound once. */
    public List<Bind> with(List<Bind> own) {
        LinkedHashSet<Bind> all = new LinkedHashSet<>(own);
        binds.stream()
                .filter(bind ->
                        own.stream().noneMatch(other -> Path.of(bind.target()).startsWith(other.target())))
                .forEach(all::add);
        return List.copyOf(all);
    }
}
