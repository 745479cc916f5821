package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The first process in a new sandbox, which proves from inside that it is closed. */
final class Canary {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final String SCRIPT = "/paddock/kit/canary.sh";

    private Canary() {}

    /** Throws UNSAFE naming the check that failed. */
    static void prove(Sandbox sandbox, List<Path> hidden) {
        List<String> command = new ArrayList<>(List.of("/bin/bash", "--norc", "--noprofile", SCRIPT));
        hidden.forEach(path -> command.add(path.toString()));
        Exec exec = new Exec(command, Map.of(), "/", true, List.of());
        Process process = sandbox.start(exec);
        try {
            CompletableFuture<byte[]> output = Processes.drain(process.getInputStream(), 1_000);
            CompletableFuture<byte[]> errors = Processes.drain(process.getErrorStream(), 1_000);
            boolean ended = process.waitFor(TIME.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                Processes.killTree(process);
            }
            String said = text(output);
            if (!ended || process.exitValue() != 0 || !said.equals("closed")) {
                throw new PaddockException(
                        ErrorCode.UNSAFE,
                        "the sandbox is not proven to be closed: "
                                + (ended
                                        ? Stream.of(said, text(errors))
                                                .filter(words -> !words.isEmpty())
                                                .findFirst()
                                                .orElse("its canary ended with " + process.exitValue())
                                        : "its canary does not end"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while a sandbox was proven", e);
        } finally {
            Processes.killTree(process);
        }
    }

    /** Files of the server and of its user that exist here and must not exist inside. */
    static List<Path> witnesses(Home home, HolderFiles files, List<Bind> binds) {
        Path user = Path.of(System.getProperty("user.home", "/nonexistent"));
        return Stream.of(
                        files.state(),
                        home.root().resolve("token"),
                        home.runtime(),
                        user.resolve(".ssh"),
                        user.resolve(".profile"),
                        user.resolve(".bashrc"),
                        Path.of("/etc/shadow"),
                        Path.of("/run/docker.sock"),
                        Path.of("/sys/kernel"))
                .map(Path::toAbsolutePath)
                .filter(Files::exists)
                .filter(path -> binds.stream()
                        .noneMatch(bind -> Path.of(bind.target()).startsWith(path) || path.startsWith(bind.target())))
                .filter(path -> !path.startsWith("/home/agent"))
                .toList();
    }

    private static String text(CompletableFuture<byte[]> stream) {
        return new String(stream.orTimeout(2, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8).strip();
    }
}
