package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server and a command whose clock is set an hour forth and back, as libfaketime does it, while runs with limits are at work. */
@Tag("T7")
class ClockTest {
    private static final String LIBRARY = "/usr/lib/"
            + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu/faketime/libfaketimeMT.so.1";

    @TempDir
    private Path directory;

    private Installation paddock;
    private Repository repository;

    @BeforeEach
    void install() {
        assertThat(Path.of(LIBRARY)).as("apt-get install faketime").exists();
        set("+0");
        paddock = new Installation(directory.resolve("home"))
                .with("LD_PRELOAD", LIBRARY)
                .with("FAKETIME_TIMESTAMP_FILE", clock().toString())
                .with("FAKETIME_NO_CACHE", "1")
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("NO_FAKE_STAT", "1");
        repository = Repository.create(directory.resolve("project"));
    }

    @AfterEach
    void stop() {
        paddock.close();
    }

    private Path clock() {
        return directory.resolve("clock");
    }

    private void set(String offset) {
        Installation.write(clock(), offset + "\n");
    }

    private String start(String... more) {
        String ticks = "for i in $(seq 60); do echo tick $i.; sleep 0.25; done; echo done > done.txt";
        String[] arguments = new String[more.length + 6];
        System.arraycopy(new String[] {"run", ticks, "--agent", "shell", "--json", "--detach"}, 0, arguments, 0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return paddock.in(repository.directory(), arguments)
                .ok()
                .json()
                .path("runs")
                .path(0)
                .path("id")
                .asString();
    }

    @Test
    void noRunIsEndedOrHeldUpByAClockThatIsSet() {
        String run = start("--limit", "time=3m", "--limit", "idle=2m");
        paddock.awaitText(run, "tick 3.");
        set("+3600");
        paddock.awaitText(run, "tick 10.");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        String second = start("--limit", "time=3m");
        paddock.awaitText(second, "tick 3.");
        set("-3600");
        Installation.Done shown = paddock.paddock("show", second, "--json").ok();
        assertThat(shown.json().path("state").asString()).isEqualTo("running");
        for (String one : new String[] {run, second}) {
            assertThat(paddock.await(one, "finished", "failed").path("state").asString())
                    .as(paddock.show(one).toString())
                    .isEqualTo("finished");
            assertThat(paddock.text(one).lines())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 60)
                            .mapToObj(i -> "tick " + i + ".")
                            .toList());
            assertThat(paddock.paddock("logs", one, "--verify").ok().out()).isNotBlank();
        }
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        assertThat(paddock.paddock("diff", run).ok().out()).contains("done.txt");
        String third = start();
        paddock.await(third, "finished");
    }
}
