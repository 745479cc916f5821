package dev.paddock.dist;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, with the real Gemini CLI under rehearsal. */
class GeminiTest {
    @TempDir
    private Path directory;

    @Test
    @Tag("A1")
    @Tag("A8")
    @Tag("C1")
    @Tag("T7")
    void doesTheMainJob() {
        try (Installation paddock = new Installation(directory.resolve("home"))) {
            MainJob job = new MainJob(paddock, directory, "gemini");
            String run = job.fromGoalToCommit("gemini");
            job.saysMore(run);
            job.survivesTheServer();
        }
    }
}
