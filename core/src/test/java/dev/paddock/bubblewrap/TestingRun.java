package dev.paddock.bubblewrap;

import dev.paddock.home.Home;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The directories of one run, made as the server makes them. */
final class TestingRun {
    final Home home;
    final String id;

    TestingRun(Home home, String id) {
        this.home = home;
        this.id = id;
        try {
            for (Path path : List.of(
                    home.runtime(),
                    base(),
                    objects(),
                    upper(),
                    work(),
                    directory().resolve("repo.git"),
                    agentHome())) {
                Files.createDirectories(path);
            }
            Files.writeString(base().resolve("file"), "base\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return home.run(id);
    }

    Path base() {
        return home.project("p").resolve("base/abc");
    }

    Path objects() {
        return home.project("p").resolve("upstream.git/objects");
    }

    Path upper() {
        return directory().resolve("layer/upper");
    }

    Path work() {
        return directory().resolve("layer/work");
    }

    Path agentHome() {
        return directory().resolve("home");
    }

    SandboxSpec spec() {
        return spec(Limits.standard(), List.of());
    }

    SandboxSpec spec(Limits limits, List<Bind> binds) {
        return new SandboxSpec(
                id,
                directory(),
                base(),
                upper(),
                work(),
                directory().resolve("repo.git"),
                objects(),
                agentHome(),
                home.door(id),
                binds,
                limits);
    }

    /** How a process in a sandbox ended. */
    record Result(int code, String output, String errors) {}

    static Result run(Sandbox sandbox, String... command) {
        return run(sandbox, Exec.of(List.of(command)));
    }

    static Result run(Sandbox sandbox, Exec exec) {
        return finish(sandbox.start(exec), "");
    }

    static Result finish(Process process, String input) {
        try {
            CompletableFuture<byte[]> output = Processes.drain(process.getInputStream(), 1 << 20);
            CompletableFuture<byte[]> errors = Processes.drain(process.getErrorStream(), 1 << 20);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                Processes.killTree(process);
                throw new AssertionError("the process does not end");
            }
            return new Result(
                    process.exitValue(),
                    new String(output.join(), StandardCharsets.UTF_8),
                    new String(errors.join(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
