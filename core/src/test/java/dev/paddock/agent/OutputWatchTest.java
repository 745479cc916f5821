package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("C2")
class OutputWatchTest {
    @TempDir
    Path directory;

    @Test
    void tellsOfOutputAndOfTheEndUntilItIsClosed() throws IOException {
        AtomicInteger one = new AtomicInteger();
        AtomicInteger two = new AtomicInteger();
        Path first = Files.createDirectory(directory.resolve("1"));
        Path second = Files.createDirectory(directory.resolve("2"));
        try (OutputWatch watch = new OutputWatch()) {
            OutputWatch.Watched watched = watch.watch(first, one::incrementAndGet);
            watch.watch(second, () -> {
                two.incrementAndGet();
                throw new IllegalStateException("a callback that fails");
            });
            int before = one.get();
            Files.writeString(first.resolve("out"), "a\n");
            await().until(() -> one.get() > before);
            Files.writeString(second.resolve("exit"), "0");
            await().until(() -> two.get() > 1);

            watched.close();
            Files.writeString(second.resolve("out"), "b\n");
            int told = two.get();
            await().until(() -> two.get() >= told);
            int still = one.get();
            Files.writeString(first.resolve("out"), "c\n");
            Files.writeString(second.resolve("out"), "d\n");
            await().until(() -> two.get() > told);
            assertThat(one.get()).isEqualTo(still);
        }
    }
}
