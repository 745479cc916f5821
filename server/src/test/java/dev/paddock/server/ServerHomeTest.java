package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerHomeTest {
    @TempDir
    Path directory;

    @Test
    void keepsItsDirectoriesToItself() throws Exception {
        Home home = ServerHome.open(directory.resolve("a home"), Map.of());
        for (Path path : new Path[] {home.root(), home.runtime(), home.secrets(), home.log()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo("rwx------");
        }
        assertThat(home.door("r0123456789").toString().length()).isLessThan(108);
    }

    @Test
    void givesEachHomeItsOwnRuntimeDirectory() {
        Home first = ServerHome.open(directory.resolve("1"), Map.of());
        Home second = ServerHome.open(directory.resolve("2"), Map.of());
        assertThat(first.runtime()).isNotEqualTo(second.runtime());
        assertThat(ServerHome.open(directory.resolve("1"), Map.of()).runtime()).isEqualTo(first.runtime());
    }

    @Test
    void fallsBackWhereTheRuntimeDirectoryIsTooLong() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(100)));
        Home home = ServerHome.open(directory.resolve("h"), Map.of("XDG_RUNTIME_DIR", deep.toString()));
        assertThat(home.runtime().toString()).startsWith("/tmp/paddock-");
    }

    @Test
    void refusesALinkInsteadOfADirectory() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        assertThatThrownBy(() -> ServerHome.own(link)).hasMessageContaining("link");
    }

    @Test
    void letsOneServerHaveAHome() {
        try (HomeLock first = HomeLock.tryTake(directory).orElseThrow()) {
            assertThat(HomeLock.tryTake(directory)).isEmpty();
            assertThat(HomeLock.holder(directory))
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
            assertThat(first).isNotNull();
        }
        HomeLock.tryTake(directory).orElseThrow().close();
    }

    @Test
    void tellsWhereItIsOnlyWhileItAnswers() throws Exception {
        try (ServerFile file = ServerFile.write(directory, 7_310, "1.0")) {
            assertThat(file.url()).isEqualTo("http://127.0.0.1:7310");
            assertThat(Files.readString(directory.resolve("server.json")))
                    .contains("\"port\":7310")
                    .contains("\"version\":\"1.0\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("server.json"))))
                    .isEqualTo("rw-------");
        }
        assertThat(directory.resolve("server.json")).doesNotExist();
    }
}
