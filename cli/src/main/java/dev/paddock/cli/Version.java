package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The version that this command was built as. */
final class Version {
    private Version() {}

    static String current() {
        String named = named(System.getProperty("java.class.path", ""));
        return named == null ? read() : named;
    }

    /** As the name of the command's own jar says it: to look into a jar takes as long as a request. */
    static @Nullable String named(String classPath) {
        String jar = "/paddock-cli-";
        int at = classPath.lastIndexOf(jar);
        int end = at < 0 ? -1 : classPath.indexOf(".jar", at);
        return end < 0 ? null : classPath.substring(at + jar.length(), end);
    }

    private static String read() {
        try (InputStream stream = Version.class.getResourceAsStream("version.txt")) {
            return stream == null ? "unknown" : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
