package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agents between their files. */
@Tag("T7")
final class LaunchTest {
    private static SandboxFixture fixture;
    private static Sandbox sandbox;

    @BeforeAll
    static void create() throws Exception {
        fixture = new SandboxFixture();
        sandbox = fixture.create("launch");
    }

    @AfterAll
    static void close() throws Exception {
        fixture.close();
    }

    private static AgentFiles files(String name) {
        return new AgentFiles(fixture.run("launch").directory().resolve("io-" + name));
    }

    private static Exec bash(String script) {
        return Exec.of(List.of("/bin/bash", "-c", script));
    }

    private static void awaitExit(AgentFiles files, String code) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(files.exit()));
        assertThat(files.exit()).content().isEqualTo(code + "\n");
    }

    @Test
    void readsFromTheOffsetAndAppendsToOut() throws Exception {
        AgentFiles files = files("offset");
        Files.createDirectories(files.directory());
        Files.writeString(files.in(), "old\nnew\n");
        Files.writeString(files.out(), "before\n");
        sandbox.launch(bash("while read line; do echo got $line; [ $line = end ] && exit 3; done"), files, 4);
        await().until(() -> Files.readString(files.out()).equals("before\ngot new\n"));
        assertThat(files.exit()).doesNotExist();
        Files.writeString(files.in(), "end\n", StandardOpenOption.APPEND);
        awaitExit(files, "3");
        assertThat(files.out()).content().isEqualTo("before\ngot new\ngot end\n");
    }

    @Test
    void tellsTheEndAfterAllOutput() throws Exception {
        AgentFiles files = files("all");
        sandbox.launch(bash("head -c 20000000 /dev/zero; echo e >&2; exit 5"), files, 0);
        awaitExit(files, "5");
        assertThat(files.out()).hasSize(20_000_000);
        assertThat(files.err()).content().isEqualTo("e\n");
    }

    @Test
    void endsTheHelpersAndWhatTheAgentLeft() throws Exception {
        AgentFiles files = files("helpers");
        sandbox.launch(bash("(setsid sleep 600 &); echo done"), files, 0);
        awaitExit(files, "0");
        assertThat(files.out()).content().isEqualTo("done\n");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> HostProcesses.count(files.directory().toString()) == 0);
    }

    @Test
    @Tag("attack-88")
    void keepsTheHeadOfTheErrorsOnly() throws Exception {
        AgentFiles files = files("err");
        sandbox.launch(bash("head -c 5000000 /dev/zero >&2; echo went on"), files, 0);
        awaitExit(files, "0");
        assertThat(files.err()).hasSize(1 << 20);
        assertThat(files.out()).content().isEqualTo("went on\n");
    }

    @Test
    void givesTheAgentPipesAlone() {
        AgentFiles files = files("pipes");
        sandbox.launch(
                bash(
                        "for fd in 0 1 2; do readlink /proc/self/fd/$fd | cut -d: -f1; done; : >/dev/stdout; for fd in /proc/$$/fd/*; do [ -e $fd ] && basename $fd; done | tail -1"),
                files,
                0);
        awaitExit(files, "0");
        assertThat(files.out()).content().matches("pipe\npipe\npipe\n2\n");
    }

    @Test
    void tellsWhyAnAgentCanNotStart() throws Exception {
        AgentFiles files = files("missing");
        sandbox.launch(Exec.of(List.of("/no/such/program")), files, 0);
        awaitExit(files, "1");
        assertThat(files.err()).content().contains("/no/such/program");
    }
}
