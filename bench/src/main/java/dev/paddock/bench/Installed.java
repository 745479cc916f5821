package dev.paddock.bench;

import java.nio.file.Path;

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

    String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
