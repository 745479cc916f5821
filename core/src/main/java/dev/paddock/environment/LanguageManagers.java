package dev.paddock.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** rustup, pyenv, uv and Go. */
final class LanguageManagers {
    private static final Pattern DEFAULT_TOOLCHAIN = Pattern.compile("default_toolchain\\s*=\\s*\"([^\"]+)\"");

    private LanguageManagers() {}

    static List<Toolchain> find(Places places) {
        List<Toolchain> found = new ArrayList<>();
        rustup(places).ifPresent(found::add);
        pyenv(places).ifPresent(found::add);
        uv(places).ifPresent(found::add);
        uvPythons(places).ifPresent(found::add);
        found.addAll(go(places));
        return found;
    }

    /** Only the programs of Cargo's home: its credentials lie beside them. */
    private static Optional<Toolchain> rustup(Places places) {
        Path cargo = places.directory("CARGO_HOME", ".cargo")
                .map(home -> home.resolve("bin"))
                .filter(Files::isDirectory)
                .orElse(null);
        Path rustup = places.directory("RUSTUP_HOME", ".rustup").orElse(null);
        if (cargo == null
                || rustup == null
                || Places.directories(rustup.resolve("toolchains")).isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DEFAULT_TOOLCHAIN.matcher(Places.text(rustup.resolve("settings.toml")));
        List<Path> toolchains = Places.directories(rustup.resolve("toolchains"));
        Path used = matcher.find() ? rustup.resolve("toolchains").resolve(matcher.group(1)) : toolchains.getLast();
        List<Path> own = List.of(rustup.resolve("settings.toml"), rustup.resolve("update-hashes"));
        // Its programs choose a toolchain by the project's file, but want to write what is not there; the toolchain's
        // own don't.
        boolean complete = own.stream().allMatch(Files::exists);
        List<Path> shown = new ArrayList<>(List.of(cargo, rustup.resolve("toolchains")));
        own.stream().filter(Files::exists).forEach(shown::add);
        return Optional.of(Toolchain.of(
                        "rustup",
                        used.getFileName().toString(),
                        rustup,
                        shown,
                        complete ? List.of(cargo) : List.of(used.resolve("bin"), cargo))
                .with("RUSTUP_HOME", rustup));
    }

    private static Optional<Toolchain> pyenv(Places places) {
        return places.directory("PYENV_ROOT", ".pyenv").flatMap(pyenv -> {
            Path all = pyenv.resolve("versions");
            List<Path> versions = Places.directories(all);
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            String wanted =
                    Places.text(pyenv.resolve("version")).lines().findFirst().orElse("");
            Path used = places.inUse(versions, "bin", wanted);
            return Optional.of(Toolchain.of(
                    "pyenv", "python " + used.getFileName(), used, List.of(all), List.of(used.resolve("bin"))));
        });
    }

    private static Optional<Toolchain> uv(Places places) {
        for (String directory : List.of(".local/bin", ".cargo/bin")) {
            Path bin = places.home().resolve(directory);
            List<Path> programs = Stream.of(bin.resolve("uv"), bin.resolve("uvx"))
                    .filter(Files::isExecutable)
                    .toList();
            if (!programs.isEmpty()) {
                return Optional.of(Toolchain.of("uv", "uv", bin, programs, List.of(bin)));
            }
        }
        return Optional.empty();
    }

    /** uv finds them by {@code PATH}, so that it can install others into the run's own home. */
    private static Optional<Toolchain> uvPythons(Places places) {
        return places.directory("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python")
                .flatMap(all -> {
                    List<Path> versions = Places.directories(all).stream()
                            .filter(version -> Files.isDirectory(version.resolve("bin")))
                            .toList();
                    return versions.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Toolchain.of(
                                            "uv",
                                            "python " + versions.getLast().getFileName(),
                                            all,
                                            List.of(all),
                                            versions.reversed().stream()
                                                    .map(version -> version.resolve("bin"))
                                                    .toList())
                                    .afterTheSystem());
                });
    }

    private static List<Toolchain> go(Places places) {
        List<Toolchain> found = new ArrayList<>();
        places.directory("GOPATH", "go")
                .map(go -> go.resolve("bin"))
                .filter(Files::isDirectory)
                .ifPresent(bin ->
                        found.add(Toolchain.of("go", "programs of `go install`", bin, List.of(bin), List.of(bin))));
        List<Path> installed = new ArrayList<>();
        places.directory("", "sdk").map(Places::directories).orElse(List.of()).stream()
                .filter(directory -> directory.getFileName().toString().startsWith("go"))
                .forEach(installed::add);
        places.system("usr/local/go").ifPresent(installed::add);
        List<Path> usable = installed.stream()
                .filter(directory -> Files.isExecutable(directory.resolve("bin/go")))
                .toList();
        if (!usable.isEmpty()) {
            Path used = places.inUse(usable, "bin", "");
            String version =
                    Places.text(used.resolve("VERSION")).lines().findFirst().orElse("go");
            found.add(
                    Toolchain.of("go", version.replaceFirst("^go", "go "), used, usable, List.of(used.resolve("bin"))));
        }
        return found;
    }
}
