package dev.paddock.environment;

import dev.paddock.sandbox.Bind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the toolchains of the machine. Looks anew at each call, in some milliseconds, so that what was just installed counts. Immutable. */
public final class Toolchains {
    static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final List<String> IN_EVERY_SANDBOX = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64");

    private final Places places;
    private final Set<String> off;
    private final List<Path> added;

    /**
     * Looks in the home of the server's user and in the system's own places.
     *
     * @param environment the server's: {@code HOME}, {@code PATH} and what version managers name their directories by
     * @param off names of toolchains that runs are not to see
     * @param added further directories, absolute
     */
    public Toolchains(Map<String, String> environment, List<String> off, List<Path> added) {
        this(
                new Places(
                        Path.of("/"),
                        Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/nonexistent"))),
                        environment),
                off,
                added);
    }

    Toolchains(Places places, List<String> off, List<Path> added) {
        this.places = places;
        this.off = Set.copyOf(off);
        this.added = List.copyOf(added);
    }

    /** Those there are and that are not switched off; what comes first goes first on {@code PATH}. */
    public List<Toolchain> find() {
        Stream<Toolchain> own = added.stream().filter(Files::isDirectory).map(Toolchains::own);
        Stream<Toolchain> found = Stream.of(
                        NodeManagers.find(places),
                        JavaManagers.find(places),
                        LanguageManagers.find(places),
                        ManyLanguages.find(places))
                .flatMap(List::stream)
                .filter(toolchain -> !off.contains(toolchain.name()));
        return Stream.concat(own, found).toList();
    }

    private static Toolchain own(Path directory) {
        Path bin = directory.resolve("bin");
        return Toolchain.of(
                "added",
                directory.getFileName() == null ? "/" : directory.getFileName().toString(),
                directory,
                List.of(directory),
                List.of(Files.isDirectory(bin) ? bin : directory));
    }

    /** What a run gets of them. */
    static Shown show(List<Toolchain> toolchains) {
        LinkedHashSet<Path> shown = new LinkedHashSet<>();
        Map<String, String> variables = new LinkedHashMap<>();
        List<Path> early = new ArrayList<>();
        List<Path> late = new ArrayList<>();
        for (Toolchain toolchain : toolchains) {
            shown.addAll(toolchain.shown());
            toolchain.variables().forEach(variables::putIfAbsent);
            (toolchain.late() ? late : early).addAll(toolchain.path());
        }
        List<Bind> binds = shown.stream()
                .filter(path -> IN_EVERY_SANDBOX.stream().noneMatch(path::startsWith))
                // A directory within another that is shown is there already, and can't be mounted over a read-only one.
                .filter(path -> shown.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
                .map(path -> Bind.readOnly(path, path.toString()))
                .toList();
        variables.put(
                "PATH",
                Stream.of(
                                early.stream().map(Path::toString),
                                Stream.of(SYSTEM_PATH),
                                late.stream().map(Path::toString))
                        .flatMap(part -> part)
                        .distinct()
                        .collect(Collectors.joining(":")));
        return new Shown(binds, variables);
    }

    /** Binds and variables together. */
    record Shown(List<Bind> binds, Map<String, String> variables) {}
}
