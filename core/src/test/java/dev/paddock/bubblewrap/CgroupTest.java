package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel writes of a group's processor time, in the words of both versions. */
@Tag("S6")
class CgroupTest {
    @TempDir
    Path group;

    private Cgroup cgroup(boolean unified, String stat) throws IOException {
        Files.writeString(group.resolve("cpu.stat"), stat);
        return new Cgroup(unified, Map.of("cpu", group), Duration.ofMinutes(1));
    }

    @Test
    void tellsThatItWasHeldBackForAMinuteByVersion2() throws IOException {
        String stat =
                "usage_usec 5000000\nuser_usec 1\nsystem_usec 1\nnr_periods 900\nnr_throttled 800\nthrottled_usec %d\nnr_bursts 0\n";
        assertThat(cgroup(true, stat.formatted(59_999_999)).reached()).isEmpty();
        assertThat(cgroup(true, stat.formatted(60_000_000)).reached()).containsExactly("cpus");
        assertThat(cgroup(true, stat.formatted(0)).cpuNanos()).isEqualTo(5_000_000_000L);
    }

    @Test
    void tellsThatItWasHeldBackForAMinuteByVersion1() throws IOException {
        String stat = "nr_periods 900\nnr_throttled 800\nthrottled_time %d\n";
        assertThat(cgroup(false, stat.formatted(59_999_999_999L)).reached()).isEmpty();
        assertThat(cgroup(false, stat.formatted(60_000_000_000L)).reached()).containsExactly("cpus");
    }

    @Test
    void tellsNothingWhereTheKernelDoesNot() throws IOException {
        assertThat(cgroup(true, "usage_usec 5\n").reached()).isEmpty();
        assertThat(new Cgroup(true, Map.of(), Duration.ZERO).reached()).isEmpty();
    }
}
