package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a program did that ran to its end. */
record Done(int exitCode, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Done ok() {
        assertThat(exitCode).as(() -> out + err).isZero();
        return this;
    }

    JsonNode json() {
        return JSON.readTree(out);
    }

    List<JsonNode> lines() {
        return out.lines().map(line -> JSON.readTree(line)).toList();
    }

    /** The run that {@code paddock run --json} tells of, the first if there are several. */
    JsonNode run() {
        return json().path("runs").path(0);
    }

    /** The id of {@link #run}. */
    String id() {
        return run().path("id").asString();
    }

    static Done of(Path directory, Map<String, String> environment, List<String> command) {
        return of(directory, environment, command, Path.of("/dev/null"));
    }

    static Done of(Path directory, Map<String, String> environment, List<String> command, Path input) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(input.toFile()));
        try {
            Process process = builder.start();
            CompletableFuture<String> out = text(process.getInputStream());
            CompletableFuture<String> err = text(process.getErrorStream());
            if (!process.waitFor(Installation.PATIENCE_SECONDS * 3, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("no end in time: " + command + "\n" + out.join() + err.join());
            }
            return new Done(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<String> text(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }
}
