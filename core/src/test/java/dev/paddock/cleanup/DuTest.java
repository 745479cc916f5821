package dev.paddock.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T9")
class DuTest {
    @TempDir
    private Path root;

    @Test
    void tellsSizesAndCountsWhatCantBeReadAsNothing() throws IOException {
        Files.write(Files.createDirectories(root.resolve("a/deep\nname")).resolve("file"), new byte[100_000]);
        Path closed = Files.createDirectories(root.resolve("a/closed"));
        assertThat(closed.toFile().setReadable(false)).isTrue();
        Map<String, Long> sizes = new HashMap<>();
        try (Du du = new Du()) {
            du.read(root, List.of("a/"), 1, (path, bytes) -> sizes.put(path, bytes));
        }
        assertThat(sizes).containsOnlyKeys("a", "a/deep\nname", "a/closed");
        assertThat(sizes.get("a")).isGreaterThanOrEqualTo(100_000);
        assertThat(closed.toFile().setReadable(true)).isTrue();
    }

    @Test
    void aWalkThatIsCutOffGivesNoMeasurement() throws IOException {
        // More than pipe and buffer hold, so that the walk can't be over when it is cut off.
        for (int i = 0; i < 800; i++) {
            Files.createDirectories(root.resolve("a").resolve("x".repeat(240) + i));
        }
        Du du = new Du();
        assertThatThrownBy(() -> du.read(root, List.of("a/"), 1, (path, bytes) -> killWalk()))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> du.read(root, List.of("a/"), 1, (path, bytes) -> du.close()))
                .isInstanceOf(PaddockException.class);
        assertThatThrownBy(() -> du.read(root, List.of("a/"), 1, (path, bytes) -> {}))
                .hasMessageContaining("stopping");
    }

    /** As a kernel without memory might. */
    private static void killWalk() {
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/du"))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
