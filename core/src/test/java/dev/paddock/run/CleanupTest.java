package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Kind;
import dev.paddock.cleanup.Plan;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.task.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T9")
class CleanupTest extends CleanedServer {
    @Test
    @Tag("G12")
    void oldWorkspacesGoAndJournalBranchAndDiffStayWhileWhatIsLiveIsNotTouched() {
        Run old = ended("echo made > made.txt");
        Run warm = server.start(project, "echo warm > warm.txt");
        server.await(warm.id(), "finished");
        Run live = server.start(project, "sleep 600");
        server.await(live.id(), "running");
        String before = patch(old);
        assertThat(cleanup.plan(USUAL).items()).as("nothing is old yet").isEmpty();

        later = Duration.ofDays(15);
        Plan plan = cleanup.plan(USUAL);
        assertThat(names(plan, Kind.WORKSPACES)).containsExactly(old.id());
        assertThat(plan.items()).hasSize(1).allSatisfy(item -> {
            assertThat(item.bytes()).isPositive();
            assertThat(item.why()).isEqualTo("ended 15 days ago");
        });
        assertThat(plan.stays())
                .extracting(Plan.Stays::what)
                .contains(
                        "the database with all journals",
                        "workspaces of runs at work or in the queue",
                        "workspaces of runs whose agents are kept warm",
                        "branches with their diffs",
                        "base checkouts below workspaces");
        assertThat(directory(old).resolve("home")).as("a plan removes nothing").isDirectory();
        assertThat(upkeep(old).freed()).isNull();

        Cleanup.Done done = execute(plan);

        assertThat(done.removed()).isEqualTo(1);
        assertThat(done.failed()).isZero();
        assertThat(done.bytes()).isEqualTo(plan.bytes());
        assertThat(directory(old).resolve("home")).doesNotExist();
        assertThat(directory(old).resolve("layer")).doesNotExist();
        assertThat(directory(old).resolve("io")).doesNotExist();
        assertThat(trash()).isEmpty();
        assertThat(patch(old)).isEqualTo(before).contains("made.txt");
        assertThat(verified(old).ok()).isTrue();
        assertThat(events(old))
                .last()
                .satisfies(event -> assertThat(event.body())
                        .isInstanceOfSatisfying(
                                EventBody.Cleaned.class,
                                cleaned -> assertThat(cleaned.what()).isEqualTo("workspace")));
        assertThatThrownBy(() -> server.runs.say(old.id(), "go on"))
                .isInstanceOfSatisfying(PaddockException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.detail()).contains("cleaned up", "paddock restart " + old.id());
                });
        assertThat(messages(old)).isEmpty();
        assertThat(cleanup.last()).hasValueSatisfying(last -> {
            assertThat(last.cause()).isEqualTo("person");
            assertThat(last.bytes()).isEqualTo(done.bytes());
        });
        assertThat(server.runs.alive(warm.id())).isTrue();
        assertThat(server.runs.alive(live.id())).isTrue();
        assertThat(base(live)).isDirectory();
        assertThat(execute(plan).left()).as("twice does no harm").isEqualTo(1);
        assertThat(clean(EVERYTHING).removed())
                .as("not even when asked for all")
                .isZero();
        server.runs.say(warm.id(), "echo more > more.txt");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> server.run(warm.id()).change().files() == 2);
    }

    @Test
    @Tag("G12")
    void theBranchOfWhatWasDiscardedGoesWithItsDiffKeptByteByByte() {
        Run run = ended("head -c 300000 /dev/urandom > random.bin; ln -s /etc/passwd link; seq 20000 > lines;"
                + " printf 'odd\\r\\n\\377' > \"$(printf 'n\\n\\303\\274')\"; rm hello.txt");
        Run kept = ended("echo kept > kept.txt");
        String before = patch(run);
        assertThat(before).contains("GIT binary patch", "deleted file mode");
        server.runs.outcomes().discard(run.id());
        server.runs.outcomes().record(kept.id(), new EventBody.Outcome("landed", kept.commit(), "main"));
        Path result = directory(run).resolve("result.git");

        clean(USUAL.asked());
        assertThat(directory(kept).resolve("home")).as("was landed").doesNotExist();
        assertThat(result).isDirectory();

        later = Duration.ofDays(31);
        Plan plan = cleanup.plan(USUAL);
        assertThat(names(plan, Kind.BRANCHES)).containsExactlyInAnyOrder(run.id(), kept.id());
        execute(plan);

        assertThat(result).doesNotExist();
        assertThat(patch(run)).isEqualTo(before);
        assertThat(upkeep(run).archived()).isNotNull();
        assertThat(verified(run).ok()).isTrue();
        assertThat(server.home.project(project).resolve("public.git/refs/heads").resolve(run.branch()))
                .doesNotExist();
        assertThat(names(cleanup.plan(EVERYTHING), Kind.BRANCHES)).isEmpty();
        assertThat(base(run)).as("no workspace lies over it").doesNotExist();

        Run anew = server.runs.restarts().afresh(run.id(), Map.of());
        server.await(anew.id(), "finished");
        assertThat(base(run)).as("made anew").isDirectory();
    }

    @Test
    void workThatCouldNotBeCollectedStays() throws Exception {
        Run run = server.start(project, "until [ -e go ]; do sleep 0.05; done; echo precious > precious.txt");
        server.await(run.id(), "running");
        Path objects = directory(run).resolve("result.git/objects");
        try (var all = Files.walk(objects)) {
            for (Path path : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
        }
        server.runs.exec(run.id(), List.of("touch", "go"), null).waitFor();
        server.await(run.id(), "failed");
        server.runs.release(run.id());
        assertThat(server.run(run.id()).reason()).contains("could not be collected");
        assertThat(upkeep(run).uncollected()).isTrue();
        later = Duration.ofDays(1_000);
        assertThat(clean(EVERYTHING).removed()).isZero();
        assertThat(directory(run).resolve("layer/upper/precious.txt")).hasContent("precious");
        server.runs.outcomes().discard(run.id());
        assertThat(directory(run).resolve("layer")).as("a person gave it up").doesNotExist();
    }

    @Test
    @Tag("S8")
    void whatCanBeMadeAnewGoesWhereNobodyUsesItWithWhatWasCutOffAndOldLogs() throws IOException {
        String second = server.project(root, "second", "echo set up > set-up.txt");
        Run old = server.start(second, "cat set-up.txt");
        server.await(old.id(), "finished");
        server.runs.release(old.id());
        server.commit(root, "second", second, "more.txt");
        Run live = server.start(second, "cat set-up.txt; until [ -e go ]; do sleep 0.05; done; cat set-up.txt");
        server.await(live.id(), "running");
        Path layers = server.home.project(second).resolve("layers");
        Path oldLayer = layers.resolve(server.layers.marks().of(old.id()).orElseThrow());
        Path liveLayer = layers.resolve(server.layers.marks().of(live.id()).orElseThrow());
        assertThat(oldLayer).isNotEqualTo(liveLayer).isDirectory();
        Path agents = server.home.agents();
        Path download = file(server.home.cache().resolve("npm/_cacache/tarball"), 300_000);
        Path program = file(agents.resolve("gone/1.0-abc/main.js"), 200_000);
        Path part = file(agents.resolve("claude/.part-17/node_modules/half.js"), 100_000);
        Path lookUp = file(agents.resolve(".lock-18/package.json"), 10);
        Path log = file(server.home.log().resolve("server.3.log"), 5_000);
        Path current = file(server.home.log().resolve("server.log"), 10);
        Path young = file(server.home.log().resolve("server.1.log"), 10);
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().plus(Duration.ofDays(30))));
        assertThat(cleanup.plan(USUAL).items()).as("nothing is old yet").isEmpty();

        later = Duration.ofDays(31);
        Plan plan = cleanup.plan(USUAL);
        assertThat(names(plan, Kind.WORKSPACES)).containsExactly(old.id());
        assertThat(names(plan, Kind.LAYERS))
                .containsExactly(oldLayer.getFileName().toString());
        assertThat(names(plan, Kind.DOWNLOADS)).containsExactly("npm");
        assertThat(names(plan, Kind.AGENTS)).containsExactly("gone 1.0-abc");
        assertThat(names(plan, Kind.LEFTOVERS)).containsExactlyInAnyOrder("agents/claude/.part-17", "agents/.lock-18");
        assertThat(names(plan, Kind.LOGS)).containsExactly("server.3.log");
        assertThat(plan.items()).allSatisfy(item -> assertThat(item.bytes()).isPositive());
        assertThat(plan.stays())
                .extracting(Plan.Stays::what)
                .contains("set-up layers that are used or were a short time ago");
        assertThat(List.of(oldLayer, download, program, part, lookUp, log))
                .as("a plan removes nothing")
                .allSatisfy(path -> assertThat(path).exists());

        Cleanup.Done done = execute(plan);

        assertThat(done.problems()).isEmpty();
        assertThat(done.removed()).isEqualTo(plan.items().size());
        assertThat(List.of(
                        oldLayer,
                        download,
                        program,
                        part,
                        lookUp,
                        log,
                        directory(old).resolve("holder")))
                .allSatisfy(path -> assertThat(path).doesNotExist());
        assertThat(List.of(liveLayer, current, young))
                .allSatisfy(path -> assertThat(path).exists());
        assertThat(clean(EVERYTHING).problems()).isEmpty();
        assertThat(liveLayer).as("not even when asked for all").isDirectory();
        assertThat(trash()).isEmpty();
        server.runs.exec(live.id(), List.of("touch", "go"), null);
        server.await(live.id(), "finished");
        assertThat(server.text(live.id())).isEqualTo("set up\nset up\n");
        Run anew = server.runs.restarts().afresh(old.id(), Map.of());
        server.await(anew.id(), "finished");
        assertThat(server.text(anew.id())).isEqualTo("set up\n");
        assertThat(oldLayer).as("made anew").isDirectory();
    }

    private static Path file(Path path, int size) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, new byte[size]);
    }

    @Test
    void measuresByKindProjectAndRun() {
        Run run = ended("head -c 3000000 /dev/zero > zero.bin; head -c 500000 /dev/urandom > random.bin; git add -A");
        DiskUse use = meter.measure();
        assertThat(use.runs()).hasEntrySatisfying(run.id(), size -> {
            assertThat(size.workspace()).isGreaterThan(3_000_000);
            assertThat(size.result()).isGreaterThan(500_000);
        });
        assertThat(use.projects().get(project)).isPositive();
        assertThat(use.kinds().get("workspaces")).isGreaterThan(3_000_000);
        assertThat(use.kinds().get("bases")).isPositive();
        assertThat(use.kinds().get("upstreams")).isPositive();
        assertThat(use.kinds().get("database")).isPositive();
        assertThat(use.total()).isGreaterThan(3_500_000);
        assertThat(meter.last()).contains(use);
    }
}
