package dev.paddock.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a running server says of itself in {@code server.json} in its home.
 *
 * @param pid its process
 * @param url where it answers
 * @param version of the server
 * @param started when, if it says so
 */
record ServerFile(
        long pid, URI url, String version, @Nullable Instant started) {

    /** Empty where there is no such file, it is not complete, or the process it names has ended. */
    static Optional<ServerFile> read(Path home) {
        try {
            JsonNode json = Json.parse(Files.readString(home.resolve("server.json")));
            String url = Json.text(json, "url");
            long pid = Json.number(json, "pid");
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            if (!alive || url.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new ServerFile(pid, URI.create(url), Json.text(json, "version"), instant(json)));
        } catch (IOException | CliException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Instant instant(JsonNode json) {
        try {
            return Instant.parse(Json.text(json, "started"));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
