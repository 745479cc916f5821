package dev.paddock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was built.
 *
 * @param checkout the root of the sources, where {@code ./paddock} is
 */
record Installed(Path checkout) {
    Path dist() {
        return checkout.resolve("dist/target/paddock");
    }

    Path command() {
        return checkout.resolve("paddock");
    }

    /** All jars, in the order that the server's AOT cache was made with. */
    String serverClassPath() throws IOException {
        try (Stream<Path> jars = Files.list(dist().resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
        }
    }

    String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
