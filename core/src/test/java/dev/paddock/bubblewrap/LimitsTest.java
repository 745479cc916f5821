package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.bubblewrap.TestingRun.Result;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Readings;
import dev.paddock.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens to a run that wants more than it may have. */
@Tag("S6")
final class LimitsTest {
    private static final long MIB = 1L << 20;

    @AutoClose
    private SandboxFixture fixture;

    private Sandbox sandbox;

    @BeforeEach
    void create() throws Exception {
        fixture = new SandboxFixture();
        sandbox = fixture.create(
                fixture.run("limits").spec(new Limits(256 * MIB, 1.5, 60, 64, 4 * MIB, 8 * MIB), List.of()));
    }

    private Result shell(String script) {
        return TestingRun.run(sandbox, "/bin/bash", "-c", script);
    }

    @Test
    void boundsFilesDescriptorsAndCores() {
        assertThat(shell("head -c 5M /dev/zero >big; stat -c %s big").output()).isEqualTo("4194304\n");
        assertThat(shell("ulimit -n; ulimit -c").output()).isEqualTo("64\n0\n");
        assertThat(shell("ulimit -n 65").code()).isNotZero();
    }

    @Test
    @Tag("attack-87")
    void boundsTmp() {
        assertThat(shell("for i in 1 2 3; do head -c 4M /dev/zero >/tmp/$i || echo full; done")
                        .output())
                .isEqualTo("full\n");
    }

    @Test
    @Tag("attack-85")
    void survivesAForkBomb() {
        Process bomb = sandbox.start(Exec.of(List.of("/bin/bash", "-c", "bomb() { bomb | bomb & }; bomb; sleep 600")));
        await().atMost(Duration.ofSeconds(20)).until(() -> sandbox.readings().processes() > 40);
        for (int i = 0; i < 20; i++) {
            assertThat(sandbox.readings().processes()).isLessThan(70);
        }
        sandbox.kill();
        assertThat(sandbox.alive()).isFalse();
        await().atMost(Duration.ofSeconds(30)).until(() -> !bomb.isAlive());
    }

    @Test
    @Tag("attack-86")
    @Tag("S7")
    void boundsMemoryAndSaysSo() {
        if (!fixture.cgroups.complete()) {
            // Only control groups limit the memory of several processes together; where root has none to give, a person
            // must be told.
            assertThat(fixture.cgroups.describe()).contains("not limited");
            return;
        }
        Result result = TestingRun.run(sandbox, "/usr/bin/python3", "-c", "x = b'x' * (512 << 20); print('got it')");
        assertThat(result.output()).isEmpty();
        assertThat(result.code()).isNotZero();
        assertThat(sandbox.alive()).as("the holder survives").isTrue();
        assertThat(shell("echo on").output()).isEqualTo("on\n");
        assertThat(sandbox.readings().reached()).contains("memory");
    }

    @Test
    @Tag("S6")
    @Tag("S7")
    @Tag("attack-87")
    void measuresTheDiskWhateverTheRunHides() {
        long before = sandbox.disk(1_000).bytes();
        assertThat(shell("truncate -s 4M sparse; head -c 2M /dev/zero >a; ln a b; head -c 1M /dev/zero >~/c")
                        .code())
                .isZero();
        assertThat(sandbox.disk(1_000).bytes() - before).isBetween(3 * MIB, 3 * MIB + 100_000);
        assertThat(shell("mkdir -p hidden/deep; head -c 3M /dev/zero >hidden/deep/d; chmod 000 hidden/deep hidden")
                        .code())
                .isZero();
        assertThat(sandbox.disk(1_000).bytes() - before).isBetween(6 * MIB, 6 * MIB + 200_000);
        assertThat(shell("mkdir many; cd many; touch $'a\\nb' {1..500}").code()).isZero();
        assertThat(sandbox.disk(1_000).files()).isBetween(501L, 600L);
        assertThat(sandbox.disk(100).files()).isEqualTo(100);
    }

    @Test
    @Tag("S7")
    void readsWhatIsUsed() {
        Readings before = sandbox.readings();
        Result result =
                TestingRun.run(sandbox, "/usr/bin/python3", "-c", "import time\nwhile time.process_time() < 0.3: pass");
        assertThat(result.code()).isZero();
        Readings after = sandbox.readings();
        assertThat(after.cpuNanos() - before.cpuNanos()).isBetween(250_000_000L, 5_000_000_000L);
        assertThat(after.memoryBytes()).isBetween(100_000L, 256 * MIB);
        assertThat(after.processes()).isBetween(2, 10);
    }

    @Test
    @Tag("S7")
    void readsWithoutControlGroups() throws Exception {
        BubblewrapProvider bare = new BubblewrapProvider(fixture.home, Cgroups.none());
        Sandbox other = fixture.create(bare, fixture.run("bare").spec(), 200);
        // Processor time is told in hundredths of a second.
        String counting = "for ((i = 0; i < 200000; i++)); do :; done; echo up; read x";
        Process sleeper = other.start(Exec.of(List.of("/bin/bash", "-c", counting)));
        assertThat(Processes.firstLine(sleeper, Duration.ofSeconds(20))).isEqualTo("up");
        Readings readings = other.readings();
        assertThat(readings.processes()).isBetween(4, 12);
        assertThat(readings.memoryBytes()).isGreaterThan(100_000);
        assertThat(readings.cpuNanos()).isPositive();
    }
}
