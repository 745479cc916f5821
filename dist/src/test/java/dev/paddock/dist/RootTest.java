package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Started as root, the server is another user's. Runs as root only; {@code ./verify} does that. */
@Tag("root")
class RootTest {
    @TempDir
    private Path directory;

    @AutoClose
    private Installation paddock;

    @BeforeEach
    void install() throws Exception {
        assertThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("run it by `sudo ./verify`")
                .isEqualTo(0);
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        paddock = new Installation(directory.resolve("a home"));
        // A person's own cache of agents may not be the server's to read.
        paddock.with("PADDOCK_AGENTS", "");
    }

    @Test
    @Tag("S2")
    void serverAndSandboxesAreNotRoots() throws Exception {
        Repository repository = Repository.create(directory.resolve("project of root"));
        JsonNode result = paddock.in(
                        repository.directory(), "run", "id -u; echo x > by-agent.txt", "--agent", "shell", "--json")
                .ok()
                .json();
        String run = result.path("runs").path(0).path("id").asString();
        assertThat(paddock.events(run, "text")
                        .getFirst()
                        .path("text")
                        .asString()
                        .strip())
                .isEqualTo("1000");
        assertThat(paddock.paddock("diff", run).ok().out()).contains("by-agent.txt");

        Path server = Path.of("/proc", Long.toString(paddock.serverPid()));
        int uid = (Integer) Files.getAttribute(server, "unix:uid");
        assertThat(uid).isNotZero();
        assertThat(Files.getAttribute(paddock.home(), "unix:uid")).isEqualTo(uid);
        assertThat(Files.readString(server.resolve("maps")))
                .as("the AOT cache fits the copy")
                .contains("server.aot");
        assertThat(Files.readString(server.resolve("status"))).contains("CapEff:\t0000000000000000");
    }

    @Test
    @Tag("S6")
    void aRunHitsItsMemoryLimitAndTheServerLives() {
        Repository repository = Repository.create(directory.resolve("project"));
        paddock.with("PADDOCK_LIMITS_MEMORY", "256m");
        Done done = paddock.in(
                repository.directory(),
                "run",
                "python3 -c 'x = bytearray(2 << 30); print(\"had it\")'",
                "--agent",
                "shell",
                "--json");
        String run = done.id();
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(paddock.events(run, "text").toString()).doesNotContain("had it");
        paddock.paddock("status").ok();
    }
}
