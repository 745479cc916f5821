package dev.paddock.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** mise, asdf, Nix and {@code /opt}. */
final class ManyLanguages {
    private ManyLanguages() {}

    static List<Toolchain> find(Places places) {
        List<Toolchain> found = new ArrayList<>();
        places.directory("MISE_DATA_DIR", ".local/share/mise")
                .ifPresent(mise -> found.addAll(installs("mise", mise.resolve("installs"), places, Map.of())));
        places.directory("ASDF_DATA_DIR", ".asdf")
                .ifPresent(asdf -> found.addAll(installs("asdf", asdf.resolve("installs"), places, wanted(places))));
        found.addAll(opt(places));
        nix(places).ifPresent(found::add);
        return found;
    }

    private static List<Toolchain> installs(String name, Path all, Places places, Map<String, String> wanted) {
        List<Toolchain> found = new ArrayList<>();
        for (Path tool : Places.directories(all)) {
            // Names such as `latest` or `22` are links to versions.
            List<Path> versions = Places.directories(tool).stream()
                    .filter(version -> !Files.isSymbolicLink(version))
                    .toList();
            if (versions.isEmpty()) {
                continue;
            }
            String language = tool.getFileName().toString();
            Path used = places.inUse(versions, "bin", wanted.getOrDefault(language, ""));
            Path bin = Files.isDirectory(used.resolve("bin")) ? used.resolve("bin") : used;
            Toolchain toolchain =
                    Toolchain.of(name, language + " " + used.getFileName(), used, List.of(tool), List.of(bin));
            found.add(language.equals("java") ? toolchain.with("JAVA_HOME", used) : toolchain);
        }
        return found;
    }

    /** The versions that {@code ~/.tool-versions} names. */
    private static Map<String, String> wanted(Places places) {
        return Places.text(places.home().resolve(".tool-versions"))
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && !words[0].startsWith("#"))
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (first, second) -> first));
    }

    private static List<Toolchain> opt(Places places) {
        return places.system("opt").map(Places::directories).orElse(List.of()).stream()
                .filter(directory -> Files.isDirectory(directory.resolve("bin"))
                        && !directory.getFileName().toString().equals("agents"))
                .map(directory -> Toolchain.of(
                                "opt",
                                directory.getFileName().toString(),
                                directory,
                                List.of(directory),
                                List.of(directory.resolve("bin")))
                        .afterTheSystem())
                .toList();
    }

    private static Optional<Toolchain> nix(Places places) {
        return places.system("nix/store").map(store -> {
            List<Path> path = List.of(
                            places.home().resolve(".nix-profile/bin"),
                            places.root().resolve("nix/var/nix/profiles/default/bin"),
                            places.root().resolve("run/current-system/sw/bin"))
                    .stream()
                    .flatMap(profile -> Places.real(profile).stream())
                    .distinct()
                    .toList();
            return Toolchain.of("nix", "store", store, List.of(store), path).afterTheSystem();
        });
    }
}
