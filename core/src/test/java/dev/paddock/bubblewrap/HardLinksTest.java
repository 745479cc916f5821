package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("attack-4")
final class HardLinksTest {
    @AutoClose
    private SandboxFixture fixture;

    private TestingRun run;
    private Path host;

    @BeforeEach
    void open() throws Exception {
        fixture = new SandboxFixture();
        run = fixture.run("links");
        host = Files.writeString(fixture.scratch.resolve("host"), "canary\n");
    }

    private void refuses() {
        assertThatThrownBy(() -> fixture.create("links"))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSAFE))
                .hasMessageContaining("linked from outside");
    }

    @Test
    void refusesAnOutsideFileInTheLayer() throws Exception {
        Files.createLink(Files.createDirectory(run.upper().resolve("deep")).resolve("planted"), host);
        refuses();
    }

    @Test
    void refusesAnOutsideFileInTheHome() throws Exception {
        Files.createLink(run.agentHome().resolve(".planted"), host);
        refuses();
    }

    @Test
    void acceptsLinksWithinTheRun() throws Exception {
        Path file = Files.writeString(run.upper().resolve("one"), "x");
        Files.createLink(run.upper().resolve("two"), file);
        Files.createLink(run.agentHome().resolve("three"), file);
        assertThat(fixture.create("links").alive()).isTrue();
    }

    @Test
    @Tag("attack-5")
    void letsNobodyLinkFromAReadOnlyMount() throws Exception {
        assertThat(TestingRun.run(fixture.create("links"), "ln", "/usr/bin/env", "/workspace/env")
                        .code())
                .isNotZero();
    }

    @Test
    @Tag("attack-61")
    void refusesAGitFileInsteadOfADirectory() throws Exception {
        Files.createSymbolicLink(run.upper().resolve(".git"), fixture.scratch);
        assertThatThrownBy(() -> fixture.create("links")).hasMessageContaining("is not a directory");
    }
}
