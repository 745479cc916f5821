package dev.paddock.bubblewrap;

import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A home with real sandboxes in it, which end with the fixture. Its path holds what breaks careless option lists: a space, a comma, a colon. Tests
 * run as an ordinary user; as root they fail.
 */
final class SandboxFixture {
    final Path scratch;
    final Home home;
    final Cgroups cgroups = Cgroups.find();
    final BubblewrapProvider provider;
    private final List<AutoCloseable> open = new ArrayList<>();

    SandboxFixture() throws IOException {
        if (NotRoot.uid() == 0) {
            throw new AssertionError("sandboxes are never made by root: run ./verify, which uses an ordinary user");
        }
        scratch = Files.createTempDirectory("sandbox-test-");
        home = new Home(scratch.resolve("home, with: all"), Files.createDirectory(scratch.resolve("rt")));
        Files.createDirectories(home.root());
        Files.writeString(home.token(), "canary-secret\n");
        provider = new BubblewrapProvider(home, cgroups);
    }

    TestingRun run(String id) {
        return new TestingRun(home, id);
    }

    /** A sandbox of a run of that name, with a door that answers. */
    Sandbox create(String id) throws IOException {
        return create(run(id).spec());
    }

    Sandbox create(SandboxSpec spec) throws IOException {
        return create(provider, spec, 200);
    }

    Sandbox create(BubblewrapProvider by, SandboxSpec spec, int status) throws IOException {
        Files.deleteIfExists(spec.door());
        open.add(new TestingDoor(spec.door(), status));
        Sandbox sandbox = by.create(spec);
        open.add(sandbox::kill);
        return sandbox;
    }

    /** A provider whose shared files a test has changed: a weakened one. */
    BubblewrapProvider weakened(String file, byte[] content) throws IOException {
        Path copy = Files.createTempDirectory(scratch, "kit");
        try (Stream<Path> files = Files.list(Kit.install(home).directory())) {
            for (Path path : files.toList()) {
                Files.copy(path, copy.resolve(path.getFileName()));
            }
        }
        Path changed = copy.resolve(file);
        Files.setPosixFilePermissions(changed, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(changed, content);
        return new BubblewrapProvider(home, cgroups, new Kit(copy));
    }

    void close() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
        // Overlay leaves a directory of mode 000.
        Processes.run(Command.of("chmod", "-R", "u+rwx", scratch.toString()));
        Processes.run(Command.of("rm", "-rf", scratch.toString())).orThrow("cleaning up");
    }
}
