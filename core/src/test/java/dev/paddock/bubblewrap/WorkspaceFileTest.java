package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a live workspace from outside. */
@Tag("F4")
final class WorkspaceFileTest {
    private static SandboxFixture fixture;
    private static Sandbox sandbox;

    @BeforeAll
    static void create() throws Exception {
        fixture = new SandboxFixture();
        sandbox = fixture.create("files");
        TestingRun.run(
                sandbox,
                "/bin/bash",
                "-c",
                "mkdir dir; echo made >dir/made; ln -s dir/made link; ln -s dir through; ln -s / out; mkfifo fifo; echo a >one; ln one two;"
                        + " ln -s " + fixture.home.token().toString().replace(" ", "\\ ")
                        + " token; echo c >'dir/a, b:c'");
    }

    @AfterAll
    static void close() throws Exception {
        fixture.close();
    }

    private static String read(String path) throws IOException {
        try (InputStream stream = sandbox.open(path)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsRegularFilesOfEitherLayer() throws Exception {
        assertThat(read("file")).isEqualTo("base\n");
        assertThat(read("dir/made")).isEqualTo("made\n");
        assertThat(read("dir/a, b:c")).isEqualTo("c\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../home/x",
                "dir/../../../../etc/passwd",
                "/etc/passwd",
                "dir",
                "link",
                "through/made",
                "token",
                "out/etc/passwd",
                "fifo",
                "one",
                "two",
                "none",
                "file\0",
                "file/",
                ".git/HEAD"
            })
    @Tag("attack-3")
    @Tag("attack-66")
    @Tag("attack-68")
    void refusesEverythingElse(String path) {
        assertThatThrownBy(() -> sandbox.open(path))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    @Tag("attack-67")
    void isNotFooledByAFileThatChangesUnderIt() throws Exception {
        Process swapper = sandbox.start(Exec.of(List.of("/usr/bin/python3", "-c", """
                import os
                for name, target in (('l', 'token'), ('r', 'file')): os.symlink(target, name + '0')
                os.mkfifo('f0')
                open('g0', 'w').write('good')
                while True:
                    for name in 'lrfg':
                        os.link(name + '0', name + '1', follow_symlinks=False); os.rename(name + '1', 'swapped')
                """)));
        for (int i = 0; i < 3_000; i++) {
            try {
                assertThat(read("swapped")).isEqualTo("good");
            } catch (PaddockException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
            }
        }
        swapper.destroyForcibly();
    }
}
