package dev.paddock.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SDKMAN!, jEnv and the JDK that {@code JAVA_HOME} names. */
final class JavaManagers {
    private static final String JAVA_HOME = "JAVA_HOME";

    private JavaManagers() {}

    static List<Toolchain> find(Places places) {
        List<Toolchain> found = new ArrayList<>(sdkman(places));
        jenv(places).ifPresent(found::add);
        named(places).ifPresent(found::add);
        return found;
    }

    private static List<Toolchain> sdkman(Places places) {
        List<Toolchain> found = new ArrayList<>();
        Path candidates = places.directory("SDKMAN_DIR", ".sdkman")
                .map(sdkman -> sdkman.resolve("candidates"))
                .orElse(null);
        if (candidates == null) {
            return found;
        }
        for (Path candidate : Places.directories(candidates)) {
            List<Path> versions = Places.directories(candidate).stream()
                    .filter(version -> !version.endsWith("current"))
                    .toList();
            if (versions.isEmpty()) {
                continue;
            }
            String current = Places.real(candidate.resolve("current"))
                    .map(path -> path.getFileName().toString())
                    .orElse("");
            Path used = places.inUse(versions, "bin", current);
            String name = candidate.getFileName().toString();
            Toolchain toolchain = Toolchain.of(
                    "sdkman", name + " " + used.getFileName(), used, List.of(candidate), List.of(used.resolve("bin")));
            found.add(name.equals("java") ? toolchain.with(JAVA_HOME, used) : toolchain);
        }
        return found;
    }

    private static Optional<Toolchain> jenv(Places places) {
        return places.directory("JENV_ROOT", ".jenv")
                .map(jenv -> jenv.resolve("versions").resolve(name(Places.text(jenv.resolve("version")))))
                .flatMap(Places::real)
                .filter(JavaManagers::isJdk)
                .map(jdk -> jdk("jenv", jdk));
    }

    private static Optional<Toolchain> named(Places places) {
        String home = places.environment().getOrDefault(JAVA_HOME, "");
        return home.startsWith("/")
                ? Optional.of(Path.of(home).normalize())
                        .filter(JavaManagers::isJdk)
                        .map(jdk -> jdk("JAVA_HOME", jdk))
                : Optional.empty();
    }

    private static Toolchain jdk(String name, Path jdk) {
        return Toolchain.of(name, "java " + version(jdk), jdk, List.of(jdk), List.of(jdk.resolve("bin")))
                .with(JAVA_HOME, jdk);
    }

    /** What the JDK's {@code release} file says. */
    private static String version(Path jdk) {
        return Places.text(jdk.resolve("release"))
                .lines()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                .findFirst()
                .orElse(jdk.getFileName().toString());
    }

    private static boolean isJdk(Path directory) {
        return Files.isExecutable(directory.resolve("bin/java"));
    }

    /** One name: what says where else to go is none. */
    private static String name(String text) {
        return text.matches("[A-Za-z0-9][\\w.+-]*") ? text : "system";
    }
}
