package dev.paddock.run;

import dev.paddock.store.Audit;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real server with one project, begun for each test and ended with all that it started. */
abstract class OneServer {
    @TempDir
    Path root;

    /** Another one after {@link #next}. */
    TestingServer server;

    String project;

    /** One of four places, which keeps agents warm for long; others may begin another. */
    TestingServer open() {
        return new TestingServer(root, 4, Duration.ofMinutes(5));
    }

    @BeforeEach
    void begin() throws IOException {
        server = open();
        project = server.project(root, "first");
    }

    @AfterEach
    void end() {
        server.runs.stopAll();
        server.close();
        server.sweep();
    }

    /** The server ends and another one takes over. */
    void next() {
        server.close();
        server = open();
    }

    /** Where the server keeps what a run has on the disk. */
    Path directory(Run run) {
        return server.home.run(run.id());
    }

    Audit.Verified verified(Run run) {
        return server.store.read(query -> query.verify(run.id()));
    }
}
