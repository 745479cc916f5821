package dev.paddock.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T9")
class MountsTest {
    @TempDir
    Path root;

    @Test
    void findsWhatIsMountedInATreeWhateverItsName() throws Exception {
        Path tree = Files.createDirectories(root.resolve("a tree"));
        Path place = Files.createDirectories(tree.resolve("deep/a \\ b\tc ü"));
        Files.createDirectories(root.resolve("a tree beside"));
        Path mine = Path.of("/proc/self/mountinfo");
        Process mounted = Processes.start(
                List.of(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-euc",
                        "mount -t tmpfs tmpfs \"$1\"; echo ready; exec sleep 60",
                        "sh",
                        place.toString()),
                Command.cleanEnvironment(),
                null);
        try {
            assertThat(Processes.firstLine(mounted, Duration.ofSeconds(10))).isEqualTo("ready");
            Path its = Path.of("/proc", Long.toString(mounted.pid()), "mountinfo");
            assertThat(Mounts.below(tree, its)).contains(place);
            assertThat(Mounts.below(place, its)).contains(place);
            assertThat(Mounts.below(root.resolve("a tree beside"), its)).isEmpty();
            assertThat(Mounts.below(root.resolve("not there"), its)).isEmpty();
            assertThat(Mounts.below(tree, mine)).isEmpty();
            assertThat(Mounts.below(Path.of("/proc"), mine)).isPresent();
        } finally {
            Processes.killTree(mounted);
        }
    }
}
