package dev.paddock.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** nvm, fnm and Volta. */
final class NodeManagers {
    private static final Pattern RUNTIME = Pattern.compile("\"runtime\"\\s*:\\s*\"([0-9.]+)\"");

    private NodeManagers() {}

    static List<Toolchain> find(Places places) {
        List<Toolchain> found = new ArrayList<>();
        nvm(places).ifPresent(found::add);
        fnm(places).ifPresent(found::add);
        volta(places).ifPresent(found::add);
        return found;
    }

    private static Optional<Toolchain> nvm(Places places) {
        return places.directory("NVM_DIR", ".nvm").flatMap(nvm -> {
            Path all = nvm.resolve("versions/node");
            List<Path> versions = Places.directories(all);
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            Path used = places.inUse(versions, "bin", Places.text(nvm.resolve("alias/default")));
            return Optional.of(node("nvm", used, all, used.resolve("bin")));
        });
    }

    private static Optional<Toolchain> fnm(Places places) {
        return places.directory("FNM_DIR", ".local/share/fnm", ".fnm").flatMap(fnm -> {
            Path all = fnm.resolve("node-versions");
            List<Path> versions = Places.directories(all).stream()
                    .filter(version -> Files.isDirectory(version.resolve("installation/bin")))
                    .toList();
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            Path used = places.inUse(versions, "installation/bin", fnmDefault(fnm));
            return Optional.of(node("fnm", used, all, used.resolve("installation/bin")));
        });
    }

    /** The default alias is a link to a version's {@code installation}. */
    private static String fnmDefault(Path fnm) {
        return Places.real(fnm.resolve("aliases/default"))
                .map(Path::getParent)
                .map(version -> version.getFileName().toString())
                .orElse("");
    }

    private static Optional<Toolchain> volta(Places places) {
        return places.directory("VOLTA_HOME", ".volta").flatMap(volta -> {
            Path image = volta.resolve("tools/image");
            List<Path> versions = Places.directories(image.resolve("node"));
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            Matcher runtime = RUNTIME.matcher(Places.text(volta.resolve("tools/user/platform.json")));
            Path used = places.inUse(versions, "bin", runtime.find() ? runtime.group(1) : "");
            List<Path> path = new ArrayList<>(List.of(used.resolve("bin")));
            for (String manager : List.of("yarn", "pnpm")) {
                List<Path> others = Places.directories(image.resolve(manager));
                if (!others.isEmpty()) {
                    path.add(others.getLast().resolve("bin"));
                }
            }
            return Optional.of(Toolchain.of("volta", version(used), used, List.of(image), path));
        });
    }

    private static Toolchain node(String name, Path used, Path all, Path bin) {
        return Toolchain.of(name, version(used), used, List.of(all), List.of(bin));
    }

    private static String version(Path used) {
        return "node " + Versions.plain(used.getFileName().toString());
    }
}
