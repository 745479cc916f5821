package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code server.json}: tells clients of this user where the server is. There while the server answers, mode 0600. */
final class ServerFile implements AutoCloseable {
    private final Path file;

    private final String url;

    private ServerFile(Path file, String url) {
        this.file = file;
        this.url = url;
    }

    record Content(long pid, int port, String url, String version, Instant started) {}

    static Path in(Path home) {
        return home.resolve("server.json");
    }

    static ServerFile write(Path home, int port, String version) {
        Path file = in(home);
        Content content = new Content(
                ProcessHandle.current().pid(),
                port,
                "http://127.0.0.1:" + port,
                version,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try {
            PrivateFiles.write(file, Json.text(content) + "\n");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write " + file + ": " + e.getMessage(), e);
        }
        return new ServerFile(file, content.url());
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(ServerFile.class.getName()).log(System.Logger.Level.WARNING, "can't remove " + file, e);
        }
    }
}
