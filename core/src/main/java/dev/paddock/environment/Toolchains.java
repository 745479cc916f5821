package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
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

    private static final List<String> CLOSED = List.of("/etc", "/proc", "/sys", "/dev", "/run", "/boot");

    private final Places places;
    private final Set<String> off;
    private final List<Path> added;
    private final List<Path> hidden;

    /**
     * Looks in the home of the server's user and in the system's own places.
     *
     * @param environment the server's: {@code HOME}, {@code PATH} and what version managers name their directories by
     * @param off names of toolchains that runs are not to see
     * @param added further directories, absolute
     * @param server the server's own directory, which no run may see
     * @throws PaddockException INVALID if an added directory holds what no run may see
     */
    public Toolchains(Map<String, String> environment, List<String> off, List<Path> added, Path server) {
        this(
                new Places(
                        Path.of("/"),
                        Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/nonexistent"))),
                        environment),
                off,
                added,
                server);
    }

    Toolchains(Places places, List<String> off, List<Path> added, Path server) {
        this.places = places;
        this.off = Set.copyOf(off);
        this.added = List.copyOf(added);
        this.hidden = List.of(places.home(), server.toAbsolutePath());
        added.stream().filter(directory -> !safe(directory)).findFirst().ifPresent(directory -> {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "toolchains.add: runs may not see " + directory
                            + "; name the directory of the programs themselves");
        });
    }

    /** Whether runs may see it: neither the machine's own directories nor one that holds the home of anybody or the server's. */
    private boolean safe(Path directory) {
        Path real = Places.real(directory).orElse(directory);
        return Stream.of(directory.normalize(), real)
                .allMatch(path -> path.getNameCount() > 1
                        && CLOSED.stream().noneMatch(path::startsWith)
                        && hidden.stream().noneMatch(other -> other.startsWith(path)));
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
        return Stream.concat(own, found)
                .filter(toolchain -> toolchain.shown().stream().allMatch(this::safe))
                .toList();
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
