package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people want of a run in the moment in which it is taken on, or who worked on it is just ending, is not lost. */
@Tag("T4")
class OverlapTest {
    @TempDir
    private Path root;

    private TestingServer server;
    private String project;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @BeforeEach
    void start() {
        server = new TestingServer(root, 2, Duration.ofMinutes(5), Duration.ofHours(1));
        project = server.project(root, "first");
    }

    @AfterEach
    void end() {
        released.countDown();
        server.runs.stopAll();
        server.close();
        server.sweep();
    }

    /** Whoever makes the first such change stands still behind it until it is released. */
    private void holdAt(Predicate<EventBody.State> state) {
        AtomicBoolean held = new AtomicBoolean();
        server.store.written(event -> {
            if (event.body() instanceof EventBody.State now && state.test(now) && held.compareAndSet(false, true)) {
                reached.countDown();
                await(released);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A run that could not be prepared and is to be tried again in an hour; who tried stands still. */
    private Run putBack() throws IOException {
        Files.deleteIfExists(runs());
        Files.writeString(runs(), "");
        holdAt(state -> state.state().equals("queued") && state.until() != null);
        Run run = server.start(project, "echo done");
        await(reached);
        Files.delete(runs());
        return run;
    }

    private Path runs() {
        return Objects.requireNonNull(server.home.run("x").getParent());
    }

    @Test
    void aStopBetweenAdmissionAndTheFirstStepIsKept() {
        holdAt(state -> state.state().equals("preparing"));
        Run run = server.start(project, "echo made > made.txt");
        await(reached);
        assertThat(server.runs.attended(run.id())).isFalse();
        assertThat(server.runs.stop(run.id()).state().word()).isEqualTo("cancelled");
        released.countDown();
        server.await(server.start(project, "true").id(), "finished");
        assertThat(server.run(run.id()).state().word()).isEqualTo("cancelled");
        assertThat(server.home.run(run.id())).doesNotExist();
    }

    @Test
    void aStopIsKeptThatComesWhileTheRunIsPutBackInTheQueue() throws IOException {
        Run run = putBack();
        assertThat(server.runs.stop(run.id()).state().word()).isEqualTo("queued");
        released.countDown();
        server.await(run.id(), "cancelled");
        Awaitility.await().until(() -> !server.runs.attended(run.id()));
    }

    @Test
    void aRunIsTriedAtOnceThoughWhoTriedItLastIsStillEnding() throws IOException {
        Run run = putBack();
        server.runs.restarts().fromFailure(run.id(), Map.of());
        assertThat(server.run(run.id()).due()).isNull();
        server.await(run.id(), "preparing");
        released.countDown();
        server.await(run.id(), "finished");
        assertThat(server.text(run.id())).isEqualTo("done\n");
    }

    @Test
    void aMessageTakesOnAFailedRunThatIsStillEnding() {
        holdAt(state -> state.state().equals("failed"));
        Run run = server.start(project, "exit 3");
        await(reached);
        server.runs.say(run.id(), "echo again");
        server.await(run.id(), "preparing");
        released.countDown();
        server.await(run.id(), "finished");
        assertThat(server.text(run.id())).contains("again\n");
    }

    @Test
    void anAgentThatIsOnlyKeptWarmGoesBeforeItsProject() {
        Run run = server.start(project, "true");
        server.await(run.id(), "finished");
        assertThat(server.runs.attended(run.id())).isTrue();
        server.runs.releaseAll(project);
        assertThat(server.runs.attended(run.id())).isFalse();
        assertThat(server.run(run.id()).state().word()).isEqualTo("finished");
    }
}
