package dev.paddock.environment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A language's toolchain on the server's machine, as a run sees it: at the same paths, read-only.
 *
 * @param name of what manages it: {@code nvm}, {@code sdkman}, {@code go} …
 * @param version what of it is used, for people: {@code node 22.11.0}
 * @param place where it is, for people
 * @param shown files and directories that a run needs of it; never one that may hold a credential
 * @param path directories of programs, for {@code PATH}
 * @param late whether they come after the system's own programs
 * @param variables what its programs need in the environment
 */
public record Toolchain(
        String name,
        String version,
        Path place,
        List<Path> shown,
        List<Path> path,
        boolean late,
        Map<String, String> variables) {
    public Toolchain {
        shown = List.copyOf(shown);
        path = List.copyOf(path);
        variables = Map.copyOf(variables);
    }

    static Toolchain of(String name, String version, Path place, List<Path> shown, List<Path> path) {
        return new Toolchain(name, version, place, shown, path, false, Map.of());
    }

    Toolchain with(String variable, Path value) {
        Map<String, String> more = new java.util.HashMap<>(variables);
        more.put(variable, value.toString());
        return new Toolchain(name, version, place, shown, path, late, more);
    }

    Toolchain afterTheSystem() {
        return new Toolchain(name, version, place, shown, path, true, variables);
    }
}
