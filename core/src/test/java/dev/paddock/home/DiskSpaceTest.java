package dev.paddock.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.home.DiskSpace.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T9")
class DiskSpaceTest {
    @TempDir
    Path directory;

    @Test
    @Tag("attack-87")
    void isFullWhereTheDiskTakesNoMoreFilesHoweverManyBytesAreFree() throws Exception {
        Process mounted = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-current-user",
                        "--mount",
                        "--keep-caps",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o nr_inodes=1000,size=64m,mode=700 tmpfs \"$1\" && echo mounted && read end",
                        "sh",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(mounted.inputReader().readLine()).isEqualTo("mounted");
            Path disk = Path.of("/proc/" + mounted.pid() + "/root" + directory.toRealPath());
            AtomicInteger told = new AtomicInteger();
            DiskSpace space = new DiskSpace(disk, 1 << 20);
            space.whenFull(told::incrementAndGet);

            assertThat(space.now().files()).isEqualTo(1000);
            assertThat(space.now().freeFiles()).isBetween(900L, 1000L);
            assertThat(space.now().reserveFiles()).isEqualTo(50);
            assertThat(space.now().level()).isEqualTo(Level.OK);
            assertThat(space.refusal()).isEmpty();

            fillTo(disk, space, 90);
            assertThat(space.now().level()).isEqualTo(Level.LOW);
            assertThat(space.now().roomy()).isTrue();
            fillTo(disk, space, 60);
            assertThat(space.now().roomy()).isFalse();
            assertThat(space.refusal()).isEmpty();
            assertThat(told).hasValue(0);

            fillTo(disk, space, 49);
            assertThat(space.now().free()).as("bytes are free").isGreaterThan(32 << 20);
            assertThat(space.refusal())
                    .hasValue("the disk is full: it takes 49 more files and directories, 50 must stay possible"
                            + " (keep.free); `paddock cleanup` makes room");
            assertThat(told).hasValue(1);
            assertThat(new DiskSpace(disk, 0).refusal()).as("switched off").isEmpty();

            Files.delete(disk.resolve("50"));
            assertThat(space.refusal()).isEmpty();
        } finally {
            mounted.outputWriter().close();
            assertThat(mounted.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void fillTo(Path disk, DiskSpace space, long free) throws IOException {
        while (space.now().freeFiles() > free) {
            Files.createFile(disk.resolve(Long.toString(space.now().freeFiles())));
        }
    }
}
