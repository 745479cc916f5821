package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.bubblewrap.TestingRun.Result;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's own programs on untrusted data. */
@Tag("G3")
final class ConfinedCommandTest {
    private static final long MIB = 1L << 20;
    private static final Limits LIMITS = new Limits(1024 * MIB, 1, 50, 256, 4 * MIB, 8 * MIB);

    @AutoClose
    private SandboxFixture fixture;

    private ConfinedCommand confinement;
    private Path data;

    @BeforeEach
    void open() throws Exception {
        fixture = new SandboxFixture();
        confinement = new ConfinedCommand(fixture.home);
        data = Files.createDirectory(fixture.scratch.resolve("data: x"));
        Files.writeString(data.resolve("file"), "content\n");
    }

    private Process start(boolean writable, String... command) {
        return confinement.start(
                List.of(command), Map.of("VALUE", "set"), "/data", List.of(new Bind(data, "/data", writable)), LIMITS);
    }

    private Result shell(String script) {
        return TestingRun.finish(start(false, "/bin/bash", "-c", script), "input");
    }

    @Test
    void passesStreamsVariablesAndCodesThrough() {
        assertThat(shell("cat file; cat; echo $VALUE; pwd; echo e >&2; exit 9"))
                .isEqualTo(new Result(9, "content\ninputset\n/data\n", "e\n"));
    }

    @Test
    void writesOnlyWhereItMay() {
        assertThat(shell("echo x >new").code()).isNotZero();
        assertThat(TestingRun.finish(start(true, "/bin/bash", "-c", "echo x >new; echo y >/tmp/y"), "")
                        .code())
                .isZero();
        assertThat(data.resolve("new")).hasContent("x");
        assertThat(shell("ls -A /tmp /run; ls -d /home /root").output()).isEqualTo("/run:\n\n/tmp:\n");
    }

    @Test
    void hasNoNetworkAtAll() {
        assertThat(shell("tail -n +3 /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route")
                        .output()
                        .strip())
                .isIn("lo", "");
        assertThat(shell("exec 3<>/dev/tcp/127.0.0.1/3128").code()).isNotZero();
    }

    @Test
    void isUnderTheFilterWithoutPrivileges() {
        assertThat(shell("grep -E 'Seccomp:|NoNewPrivs|CapEff' /proc/self/status | tr -s '\\t\\n' '  '")
                        .output())
                .isEqualTo("CapEff: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 ");
        assertThat(shell("exec 3>/proc/sys/kernel/core_pattern").code()).isNotZero();
        assertThat(shell("unshare --user true").code()).isNotZero();
    }

    @Test
    @Tag("attack-65")
    void isBounded() {
        assertThat(shell("ulimit -v; ulimit -n; ulimit -u; ulimit -c; ulimit -t")
                        .output())
                .isEqualTo("1048576\n256\n50\n0\n900\n");
        assertThat(TestingRun.finish(start(false, "/usr/bin/python3", "-c", "b'x' * (2 << 30)"), "")
                        .code())
                .isNotZero();
    }

    @Test
    void leavesNothingWhenDestroyed() {
        String word = "witness-" + System.nanoTime();
        Process process =
                start(false, "/bin/bash", "-c", "(setsid bash -c 'sleep 600; : " + word + "' &); echo up; sleep 600");
        assertThat(Processes.firstLine(process, Duration.ofSeconds(20))).isEqualTo("up");
        assertThat(HostProcesses.count(word)).isPositive();
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(word) == 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
    }

    @Test
    void survivesTheThreadThatStartedIt() throws Exception {
        Process[] process = new Process[1];
        Thread.ofPlatform()
                .start(() -> process[0] = start(false, "/bin/bash", "-c", "echo up; read x; echo $x"))
                .join();
        assertThat(Processes.firstLine(process[0], Duration.ofSeconds(20))).isEqualTo("up");
        assertThat(TestingRun.finish(process[0], "still here\n").output()).isEqualTo("still here\n");
    }

    @Test
    void runsGit() {
        Result result = TestingRun.finish(
                start(
                        true,
                        "/bin/bash",
                        "-c",
                        "git init -q r && cd r && git -c user.name=a -c user.email=b commit -q --allow-empty -m x && git log --format=%s"),
                "");
        assertThat(result).isEqualTo(new Result(0, "x\n", ""));
    }
}
