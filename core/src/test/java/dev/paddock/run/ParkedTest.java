package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs whose model is out of reach for longer than one try, and for longer than their agent is kept warm. */
@Tag("T10")
class ParkedTest extends OneServer {
    private final TestingModel model = new TestingModel();
    private Duration warm = Duration.ofMinutes(5);

    @Override
    TestingServer open() {
        Patience patience = new Patience(
                Duration.ofMillis(200), 4, Duration.ofMillis(100), Duration.ofHours(24), Duration.ofHours(6));
        return new TestingServer(root, warm, patience, model, InstantSource.system());
    }

    @BeforeEach
    void describe() throws IOException {
        TestingModel.describe(root);
    }

    @AfterEach
    void cut() {
        model.cut();
    }

    private Run start() {
        return server.runs
                .start(NewTask.of("begin", project, List.of(TestingModel.AGENT)))
                .runs()
                .getFirst();
    }

    /** What the journal says of each time that it was parked. */
    private List<Parking> parkings(Run run) {
        return server.store.read(query -> query.events(run.id(), 0, 1_000)).stream()
                .filter(event -> event.body() instanceof EventBody.State state && "network".equals(state.waiting()))
                .map(event -> new Parking(event.time(), (EventBody.State) event.body()))
                .toList();
    }

    private record Parking(Instant at, EventBody.State state) {
        Instant until() {
            return Instant.parse(String.valueOf(state.until()));
        }

        Duration pause() {
            return Duration.between(at, until());
        }
    }

    private void awaitParkings(Run run, int count) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> parkings(run).size() >= count);
    }

    private long launches(Run run) {
        return server.store.read(query -> query.events(run.id(), 0, 1_000)).stream()
                .filter(event -> event.body() instanceof EventBody.Agent agent
                        && agent.what().equals("started"))
                .count();
    }

    private String holder(String run) {
        try {
            return Files.readString(server.home.run(run).resolve("holder/state"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void triesThatAreOfNoUseComeLaterEachTimeAndTheFirstThatIsTakesTheRunOn() throws IOException {
        Run run = start();
        awaitParkings(run, 4);
        List<Parking> parkings = parkings(run);
        assertThat(parkings).extracting(Parking::until).isSorted().doesNotHaveDuplicates();
        for (int i = 1; i < 4; i++) {
            assertThat(parkings.get(i).pause())
                    .isGreaterThan(parkings.get(i - 1).pause().multipliedBy(3).dividedBy(2));
            assertThat(parkings.get(i).at())
                    .as("not before its time")
                    .isAfterOrEqualTo(parkings.get(i - 1).until());
        }
        assertThat(parkings)
                .extracting(parking -> parking.state().reason())
                .allMatch(why -> why.contains(TestingModel.HOST));
        Run parked = server.run(run.id());
        assertThat(parked.state().waiting()).isEqualTo("network");
        assertThat(parkings(run)).extracting(Parking::until).contains(parked.due());
        assertThat(server.runs.alive(run.id())).as("its agent is kept warm").isTrue();

        model.open();

        server.await(run.id(), "finished");
        assertThat(server.text(run.id())).isEqualTo("begin\nThe\n");
        assertThat(launches(run)).as("the same agent goes on").isEqualTo(1);
        assertThat(server.run(run.id()).change().added()).isEqualTo(1);
        assertThat(server.run(run.id()).due()).isNull();
    }

    @Test
    void theSandboxGoesWhenItWasKeptWarmLongEnoughAndTheRunGoesOnInANewOneOverTheSameFiles() throws IOException {
        warm = Duration.ofMillis(500);
        next();
        AtomicReference<String> holder = new AtomicReference<>("");
        server.store.written(event -> {
            if (event.body() instanceof EventBody.State state && state.waiting() != null) {
                // On the thread that ends the sandbox later; it is gone the next time.
                holder.compareAndSet("", holder(event.run()));
            }
        });
        Run run = start();
        awaitParkings(run, 1);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !server.runs.attended(run.id()));
        assertThat(ProcessHandle.of(Long.parseLong(String.valueOf(holder.get()).split(" ")[0]))
                        .filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(server.runs.alive(run.id())).isFalse();
        assertThat(directory(run).resolve("home/told")).hasContent("begin");
        assertThat(directory(run).resolve("layer/upper")).isDirectory();
        awaitParkings(run, parkings(run).size() + 1);
        assertThat(server.run(run.id()).state().waiting()).isEqualTo("network");

        model.open();

        server.await(run.id(), "finished");
        assertThat(server.text(run.id())).as("the same home").isEqualTo("begin\nThe\n");
        assertThat(launches(run)).isEqualTo(2);
        assertThat(server.run(run.id()).change().added()).isEqualTo(1);
    }
}
