package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workspaces with sandboxes that stand ready before anybody asks for them. */
@Tag("S11")
final class AheadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path root;

    @BeforeEach
    void begin() throws IOException {
        // Short, for the sockets.
        root = Files.createTempDirectory("ahead-");
    }

    @AfterEach
    void end() {
        Processes.run(Command.of("chmod", "-R", "u+rwx", root.toString()));
        Processes.run(Command.of("rm", "-rf", root.toString())).orThrow("cleaning up");
    }

    private TestingServer server(int ahead) {
        return new TestingServer(root, 8, Duration.ZERO, ahead);
    }

    private static void awaitReady(TestingServer server, int count) {
        await().atMost(PATIENCE).until(() -> server.runs.ready() == count);
    }

    private Set<String> ahead() throws IOException {
        Path directory = root.resolve("home/ahead");
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return new HashSet<>(
                    entries.map(path -> path.getFileName().toString()).toList());
        }
    }

    private int processes() {
        return (int) ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(root.toString()))
                        .isPresent())
                .count();
    }

    private void assertNothingIsLeft() {
        await().atMost(PATIENCE).until(() -> processes() == 0);
        await().atMost(PATIENCE).until(() -> ahead().isEmpty());
    }

    @Test
    void givesEachToOneRunAndMakesMore() throws Exception {
        try (TestingServer server = server(2)) {
            String project = server.project(root, "one");
            server.await(server.start(project, "echo first").id(), "finished");
            awaitReady(server, 2);
            Set<String> before = ahead();
            assertThat(before).hasSize(2);

            List<Run> runs = Stream.of("a", "b", "c")
                    .map(word -> server.start(
                            project,
                            "test ! -e made && echo " + word + " >made && echo $HOME >>made && git status --short"
                                    + " && git rev-parse --abbrev-ref HEAD && git log --format=%s"))
                    .toList();
            for (Run run : runs) {
                Run ended = server.await(run.id(), "finished");
                assertThat(server.text(run.id()))
                        .isEqualTo("?? made\n" + ended.branch() + "\nBegin\n")
                        .doesNotContain("ahead");
                assertThat(server.workspaces.tip(run.id())).isPresent();
            }
            awaitReady(server, 2);
            assertThat(ahead()).hasSize(2).doesNotContainAnyElementsOf(before);
        }
        assertNothingIsLeft();
    }

    @Test
    void givesTheRunItsOwnWayOutAndClosesTheOther() throws Exception {
        try (TestingServer server = server(1)) {
            String project = server.project(root, "door");
            server.await(server.start(project, "true").id(), "finished");
            awaitReady(server, 1);
            String other = ahead().iterator().next();
            assertThat(server.home.door(other)).exists();
            Run run = server.start(
                    project,
                    "bash -c 'exec 3<>/dev/tcp/127.0.0.1/3128; printf \"CONNECT one.example:443 HTTP/1.1\\r\\nHost:"
                            + " one.example:443\\r\\n\\r\\n\" >&3; head -1 <&3'");
            server.await(run.id(), "finished");
            // The verdict of its own door is in its own journal.
            assertThat(server.text(run.id())).contains(" 403 ");
            await().atMost(PATIENCE)
                    .until(() -> server.store.read(query -> query.events(run.id(), 0, 1_000)).stream()
                            .anyMatch(event -> event.body() instanceof dev.paddock.event.EventBody.Verdict));
            assertThat(server.home.door(other)).doesNotExist();
        }
        assertNothingIsLeft();
    }

    @Test
    void dropsWhatDoesNotFitAnyMore() throws Exception {
        try (TestingServer server = server(1)) {
            String project = server.project(root, "moves");
            server.await(server.start(project, "true").id(), "finished");
            awaitReady(server, 1);
            Set<String> before = ahead();
            server.commit(root, "moves", project, "more.txt");
            Run run = server.start(project, "cat more.txt");
            server.await(run.id(), "finished");
            assertThat(server.text(run.id())).isEqualTo("more.txt\n");
            await().atMost(PATIENCE).until(() -> server.runs.ready() == 1 && !ahead().equals(before));
            Run next = server.start(project, "cat more.txt");
            server.await(next.id(), "finished");
            assertThat(server.text(next.id())).isEqualTo("more.txt\n");
        }
        assertNothingIsLeft();
    }

    @Test
    void goesOnWithoutWhenOneHasDied() throws Exception {
        try (TestingServer server = server(1)) {
            String project = server.project(root, "dies");
            server.await(server.start(project, "true").id(), "finished");
            awaitReady(server, 1);
            String state = Files.readString(root.resolve("home/ahead")
                    .resolve(ahead().iterator().next())
                    .resolve("holder/state"));
            ProcessHandle.of(Long.parseLong(state.split(" ")[0])).orElseThrow().destroyForcibly();
            Run run = server.start(project, "echo alive");
            server.await(run.id(), "finished");
            assertThat(server.text(run.id())).isEqualTo("alive\n");
        }
        assertNothingIsLeft();
    }

    @Test
    void removesWhatAKilledServerLeft() throws Exception {
        Path left = Files.createDirectories(root.resolve("home/ahead/ahead-x/layer/work/work"));
        Files.setPosixFilePermissions(left, Set.of());
        try (TestingServer server = server(1)) {
            await().atMost(PATIENCE).until(() -> ahead().isEmpty());
            assertThat(server.runs.ready()).isZero();
        }
    }

    @Test
    void makesNoneUnlessTold() throws Exception {
        try (TestingServer server = server(0)) {
            server.await(server.start(server.project(root, "none"), "true").id(), "finished");
            assertThat(ahead()).isEmpty();
            assertThat(server.runs.ready()).isZero();
        }
    }
}
