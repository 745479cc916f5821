package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.agent.Answer;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.run.RecoveryCase.Point;
import dev.paddock.run.RecoveryCase.Then;
import dev.paddock.store.Audit;
import dev.paddock.task.Approval;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.task.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed with a run at every point there is; the next one brings each to its right end. */
@Tag("T7")
class RecoveryTest {
    @TempDir
    private Path root;

    private @Nullable Process doomed;
    private @Nullable TestingServer open;

    @AfterEach
    void end() {
        if (doomed != null) {
            doomed.destroyForcibly();
            if (open == null && Files.exists(root.resolve("home/paddock.db"))) {
                open = new TestingServer(root, 1, Duration.ZERO);
            }
        }
        if (open != null) {
            open.close();
            open.sweep();
        }
    }

    private TestingServer server() {
        return Objects.requireNonNull(open);
    }

    @Test
    void everyStateAndEveryStepHasACase() {
        Set<Point> points = RecoveryCase.all().stream()
                .map(RecoveryCase::point)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (Stage stage : Stage.values()) {
            assertThat(points).contains(new Point.At(stage));
        }
        for (Kind from : Kind.values()) {
            Stream<RunState> states = from == Kind.WAITING
                    ? Stream.of(RunState.WaitingFor.values()).map(RunState.Waiting::new)
                    : Stream.of(RunState.of(from.word(), null));
            states.flatMap(state -> state.next().stream())
                    .forEach(to -> assertThat(points).contains(new Point.Step(from, to)));
        }
        for (RunState.WaitingFor what : RunState.WaitingFor.values()) {
            assertThat(RecoveryCase.all())
                    .anyMatch(one -> one.name().endsWith(what.name().toLowerCase(java.util.Locale.ROOT))
                            || (what == RunState.WaitingFor.APPROVAL
                                    && one.goal().equals("change it")));
        }
    }

    @Test
    void aKilledServerLosesAndDoublesAndLeavesNothing() throws Exception {
        kill();
        long began = System.nanoTime();
        open = new TestingServer(root, 200, Duration.ofMinutes(5), 0, RunLimits.standard(), Cgroups.find());
        System.out.println("recovered " + RecoveryCase.all().size() + " runs in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        SoftAssertions checks = new SoftAssertions();
        for (RecoveryCase one : RecoveryCase.all()) {
            if (!asks(one)) {
                checks.check(() -> check(one));
            }
        }
        for (RecoveryCase one : RecoveryCase.all()) {
            if (asks(one)) {
                approve(run(one));
                checks.check(() -> check(one));
            }
        }
        checks.assertAll();
        Audit.Report report = Audit.of(server().store, Duration.ofMinutes(1));
        assertThat(report.broken()).isEmpty();
        assertThat(report.runs()).isEqualTo(RecoveryCase.all().size());
        Set<String> runs = server().store.read(query -> query.runsIn(words())).stream()
                .map(Run::id)
                .collect(Collectors.toSet());
        server().close();
        Awaitility.await("nothing is left")
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Remains.of(server().home, runs)).isEmpty());
        open = null;
    }

    /** Starts the server that is to die, and kills it when all of its runs are where they shall be. */
    private void kill() throws IOException, InterruptedException {
        Path errors = root.resolve("errors");
        Process server = java(List.of(), errors, DoomedServer.class);
        doomed = server;
        Set<String> missing = RecoveryCase.all().stream()
                .map(one -> one.point() == null ? "ready" : "held " + one.name())
                .collect(Collectors.toCollection(HashSet::new));
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (missing) {
                        missing.remove(line);
                        if (missing.isEmpty()) {
                            server.destroyForcibly();
                        }
                    }
                }
            } catch (IOException e) {
                // It was killed in the midst of a line.
                return;
            }
        });
        boolean ended = server.waitFor(240, TimeUnit.SECONDS);
        server.destroyForcibly();
        reader.join(Duration.ofSeconds(10));
        assertThat(missing).as(() -> "ended " + ended + "\n" + text(errors)).isEmpty();
        assertThat(server.waitFor()).isEqualTo(128 + 9);
    }

    /** Starts a program of this test in a Java of its own. */
    private Process java(List<String> before, Path errors, Class<?> program) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName(),
                root.toString()));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    @Test
    void aFullDiskLosesNothingAndIsToldAndRunsGoOn(@TempDir Path logs) throws Exception {
        Path errors = logs.resolve("errors");
        Process process = java(
                List.of(
                        "unshare",
                        "--user",
                        "--map-current-user",
                        "--mount",
                        "--keep-caps",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=16m,mode=700 tmpfs \"$1\" && shift && exec setpriv --ambient-caps=-all"
                                + " --inh-caps=-all \"$@\"",
                        "sh",
                        root.toString()),
                errors,
                FullDisk.class);
        doomed = process;
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> text(errors)).isZero();
    }

    private void check(RecoveryCase one) {
        Run run = server().await(run(one).id(), one.end().word());
        String id = run.id();
        assertThat(server().store.read(query -> query.verify(id)).why())
                .as(one.name())
                .isNull();
        List<EventBody> events = server().store.read(query -> query.events(id, 0, 10_000)).stream()
                .map(Event::body)
                .toList();
        List<String> prompts = events.stream()
                .filter(EventBody.Prompt.class::isInstance)
                .map(event -> ((EventBody.Prompt) event).text())
                .toList();
        if (one.text() != null) {
            assertThat(server().text(id)).as(one.name()).isEqualTo(one.text());
        } else if (one.point() == null) {
            assertThat(server().text(id).lines())
                    .as(one.name())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 60)
                            .mapToObj(i -> "tick " + i)
                            .toList());
        } else {
            List<String> told = file(id, "told.txt").lines().toList();
            assertThat(told).as(one.name() + ": " + prompts).hasSameSizeAs(prompts);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i)).as(one.name()).contains(prompts.get(i));
            }
        }
        boolean approved = one.end() == Kind.FINISHED && one.goal().equals("change it");
        assertThat(file(id, "answers.txt").lines()).as(one.name()).hasSize(approved ? 1 : 0);
        boolean real = !(one.then() instanceof Then.ByHand) || one.end() == Kind.FINISHED;
        if (real && one.goal().contains("made.txt")) {
            assertThat(run.change().files()).as(one.name()).isEqualTo(1);
            assertThat(file(id, "made.txt")).as(one.name()).isEqualTo("made\n");
        }
        if (one.name().startsWith("waits-for-") && one.end() == Kind.FAILED) {
            assertThat(run.reason()).as(one.name()).contains("the workspace of run", "is gone");
        }
    }

    /** Whether it waits for a person still. */
    private static boolean asks(RecoveryCase one) {
        return one.goal().equals("change it") && one.then() instanceof Then.Wait;
    }

    private void approve(Run run) {
        Awaitility.await(run.id())
                .atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        !server().store.read(query -> query.approvals(run.id())).isEmpty());
        Approval asked = server().store.read(query -> query.approvals(run.id())).getFirst();
        server().runs.answer(run.id(), new Answer(asked.id(), asked.hash(), true, false, null, null, "person"));
    }

    private Run run(RecoveryCase one) {
        return server().store.read(query -> query.find(one.name())).getFirst();
    }

    private String file(String run, String name) {
        return text(server().home.run(run).resolve("layer/upper").resolve(name));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> words() {
        return Stream.of(Kind.values()).map(Kind::word).collect(Collectors.toSet());
    }

    @Test
    void theQueueKeepsItsOrder() {
        open = new TestingServer(root, 1, Duration.ZERO);
        String project = server().project(root, "first");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            runs.add(server().start(project, "sleep 1").id());
        }
        server().await(runs.getFirst(), "running");
        server().close();
        open = new TestingServer(root, 1, Duration.ZERO);
        runs.forEach(run -> server().await(run, "finished"));
        assertThat(runs.stream().map(run -> server().run(run).started())).isSorted();
    }
}
