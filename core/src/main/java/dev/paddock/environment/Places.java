package dev.paddock.environment;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where toolchains are looked for. What can't be read is not there.
 *
 * @param root the machine's {@code /}
 * @param home the home of the server's user
 * @param environment the server's variables, which may name other places and, by {@code PATH}, the versions in use
 */
record Places(Path root, Path home, Map<String, String> environment) {
    private static final int MOST_ENTRIES = 1_000;
    private static final int MOST_TEXT = 64 << 10;

    /** The directory that a variable names, else the first of these in the home. */
    Optional<Path> directory(String variable, String... inHome) {
        String named = environment.getOrDefault(variable, "");
        if (named.startsWith("/")) {
            return Optional.of(Path.of(named).normalize()).filter(Files::isDirectory);
        }
        return Arrays.stream(inHome)
                .map(home::resolve)
                .filter(Files::isDirectory)
                .findFirst();
    }

    /** A directory of the machine, given without the leading slash. */
    Optional<Path> system(String path) {
        return Optional.of(root.resolve(path)).filter(Files::isDirectory);
    }

    /** The readable directories in a directory, oldest version first; links are followed. */
    static List<Path> directories(Path parent) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (found.size() < MOST_ENTRIES
                        && Files.isDirectory(entry)
                        && Files.isReadable(entry)
                        && !entry.getFileName().toString().startsWith(".")) {
                    found.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString(), Versions::compare));
        return found;
    }

    /** Where a link leads in the end; empty where that is nowhere. */
    static Optional<Path> real(Path link) {
        try {
            return Optional.of(link.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The text of a small file, stripped; empty where there is none. */
    static String text(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MOST_TEXT
                    ? Files.readString(file).strip()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The version in use: the one on the server's {@code PATH}, else the manager's default, else the newest.
     *
     * @param versions oldest first, not empty
     * @param bin where the programs of a version are, relative to its directory
     * @param wanted a version or the beginning of one, with or without a {@code v}; may be empty
     */
    Path inUse(List<Path> versions, String bin, String wanted) {
        Set<String> path =
                Arrays.stream(environment.getOrDefault("PATH", "").split(":")).collect(Collectors.toSet());
        for (Path version : versions) {
            if (path.contains(version.resolve(bin).toString())) {
                return version;
            }
        }
        String plain = Versions.plain(wanted);
        return versions.reversed().stream()
                .filter(version -> !plain.isEmpty())
                .filter(version -> {
                    String name = Versions.plain(version.getFileName().toString());
                    return name.equals(plain) || name.startsWith(plain + ".");
                })
                .findFirst()
                .orElse(versions.getLast());
    }
}
