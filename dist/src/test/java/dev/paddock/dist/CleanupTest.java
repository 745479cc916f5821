package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Cleaning up through the command, with a server that dies in the middle. */
@Tag("T9")
class CleanupTest {
    @TempDir
    private static Path directory;

    private static boolean isEmpty(Path path) {
        if (!Files.isDirectory(path)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag("G12")
    @Tag("T7")
    void freesTheDiskAndWhatWasDoneCanStillBeShownAndLandedThoughTheServerWasKilledMeanwhile() {
        Repository repository = Repository.create(directory.resolve("project"));
        try (Installation paddock = new Installation(directory.resolve("home")).with("PADDOCK_WARM", "1s")) {
            Done ran = paddock.in(
                    repository.directory(),
                    "run",
                    "mkdir locked; chmod 000 locked; mkdir ~/many; (cd ~/many; seq 20000 | xargs touch); chmod 0555 ~/many;"
                            + " echo made > made.txt",
                    "--agent",
                    "shell",
                    "--json");
            assertThat(ran.exitCode()).as(ran::err).isZero();
            String run = ran.id();
            String diff = paddock.paddock("diff", run).ok().out();
            assertThat(diff).contains("made.txt");
            Path files = paddock.home().resolve("runs").resolve(run);
            Path trash = paddock.home().resolve("runs/.trash");
            Awaitility.await("its agent to go")
                    .atMost(Installation.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> !paddock.show(run).path("alive").asBoolean());

            JsonNode plan = paddock.paddock("cleanup", "--dry-run", "--older", "0", "--json")
                    .ok()
                    .json();
            assertThat(plan.path("items").path(0).path("name").asString()).isEqualTo(run);
            assertThat(plan.path("bytes").asLong()).isPositive();
            assertThat(files.resolve("home/many")).as("only shown").isDirectory();
            JsonNode disk = paddock.paddock("status", "--json").ok().json().path("disk");
            assertThat(disk.path("freeBytes").asLong()).isPositive();
            assertThat(disk.path("kinds").path("workspaces").asLong()).isPositive();

            long server = paddock.serverPid();
            CompletableFuture<Done> cleaning =
                    CompletableFuture.supplyAsync(() -> paddock.paddock("cleanup", "--older", "0", "--yes"));
            Awaitility.await("something to be in the trash")
                    .atMost(Installation.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .pollInterval(2, TimeUnit.MILLISECONDS)
                    .pollDelay(0, TimeUnit.MILLISECONDS)
                    .until(() -> !isEmpty(trash) || cleaning.isDone());
            Processes.kill(server);
            cleaning.join();

            paddock.paddock("up").ok();
            paddock.paddock("cleanup", "--older", "0", "--yes").ok();
            Awaitility.await("the trash to be emptied")
                    .atMost(Installation.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> isEmpty(trash));
            assertThat(files.resolve("home")).doesNotExist();
            assertThat(files.resolve("layer")).doesNotExist();
            assertThat(paddock.show(run).path("state").asString()).isEqualTo("finished");
            assertThat(paddock.paddock("logs", run, "--verify").ok().out()).isNotEmpty();
            assertThat(paddock.events(run, "cleaned")).hasSize(1);
            assertThat(paddock.paddock("diff", run).ok().out()).isEqualTo(diff);
            Done say = paddock.paddock("say", run, "echo more > more.txt");
            assertThat(say.exitCode()).isEqualTo(7);
            assertThat(say.err()).contains("cleaned up", "paddock restart " + run);

            assertThat(paddock.in(repository.directory(), "land", run).exitCode())
                    .isZero();
            assertThat(repository.directory().resolve("made.txt")).hasContent("made");
            assertThat(paddock.paddock("status").ok().out()).contains("disk", "cleaned");
        }
    }
}
