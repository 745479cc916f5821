package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskMeter;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Holdings;
import dev.paddock.cleanup.Kind;
import dev.paddock.cleanup.Leftovers;
import dev.paddock.cleanup.Plan;
import dev.paddock.cleanup.Retention;
import dev.paddock.cleanup.Rules;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Keep;
import dev.paddock.store.Query;
import dev.paddock.task.Run;
import dev.paddock.task.Upkeep;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T9")
class CleanupTest {
    private static final Rules USUAL = Rules.of(Keep.USUAL);
    private static final Rules EVERYTHING = Rules.older(Duration.ZERO);

    @TempDir
    private Path root;

    private TestingServer server;
    private String project;
    private DiskMeter meter;
    private Duration later = Duration.ZERO;
    private Cleanup cleanup;

    @BeforeEach
    void start() {
        server = new TestingServer(root, 4, Duration.ofMinutes(5));
        project = server.project(root, "first");
        meter = new DiskMeter(server.home);
        cleanup = new Cleanup(
                new Holdings(
                        server.home,
                        server.store,
                        server.runs,
                        server.workspaces,
                        server.bases,
                        server.layers,
                        server.agents.old()),
                meter,
                () -> Instant.now().plus(later));
    }

    @AfterEach
    void end() {
        cleanup.close();
        meter.close();
        server.runs.stopAll();
        server.close();
        server.sweep();
    }

    /** A run that has ended and whose agent is not kept warm. */
    private Run ended(String goal) {
        Run run = server.start(project, goal);
        server.await(run.id(), "finished");
        server.runs.release(run.id());
        return server.run(run.id());
    }

    private Cleanup.Done execute(Plan plan) {
        return cleanup.execute(plan, "person", step -> {}, () -> false).join();
    }

    private Cleanup.Done clean(Rules rules) {
        return execute(cleanup.plan(rules));
    }

    private List<String> names(Plan plan, Kind kind) {
        return plan.items().stream()
                .filter(item -> item.kind() == kind)
                .map(Plan.Item::name)
                .toList();
    }

    private Path directory(Run run) {
        return server.home.run(run.id());
    }

    private Path base(Run run) {
        return server.home.project(project).resolve("base").resolve(run.base());
    }

    private Upkeep upkeep(Run run) {
        return server.store.read(query -> query.upkeep(run.id())).orElseThrow();
    }

    private List<Event> events(Run run) {
        return server.store.read(query -> query.events(run.id(), 0, 1_000));
    }

    private List<Query.Message> messages(Run run) {
        return server.store.read(query -> query.messages(run.id()));
    }

    private String patch(Run run) {
        try (InputStream patch = server.workspaces.diffs().patch(run.id(), run.base(), String.valueOf(run.commit()))) {
            return new String(patch.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean journalIsWhole(Run run) {
        return server.store.read(query -> query.verify(run.id())).ok();
    }

    private List<Path> trash() {
        List<Path> left = new ArrayList<>();
        for (String part : List.of("runs", "projects", "agents", "cache", ".")) {
            Path bin = server.home.root().resolve(part).resolve(".trash");
            if (Files.isDirectory(bin)) {
                try (var entries = Files.list(bin)) {
                    left.addAll(entries.toList());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return left;
    }

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
        assertThat(journalIsWhole(old)).isTrue();
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
        assertThat(journalIsWhole(run)).isTrue();
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
    @Tag("attack-3")
    @Tag("attack-4")
    void aHostileTreeGoesWholeAndNothingOutsideIsTouched() throws Exception {
        Path outside = Files.createDirectories(root.resolve("outside"));
        Path canary = Files.writeString(outside.resolve("canary"), "alive");
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("r--------"));
        Run run = ended("""
                mkdir -p cache/mod none/below; echo x >cache/mod/x; chmod 0444 cache/mod/x; chmod 0555 cache/mod cache
                echo y >none/below/y; chmod 000 none/below none
                mkdir many; (cd many; seq 20000 | xargs touch)
                ln -s '%1$s' out; ln -s '%1$s/canary' canary; ln -s . loop; ln -s /etc etc
                cd ~; i=0; while [ $i -lt 5000 ]; do mkdir d && cd d || break; i=$((i+1)); done; chmod 000 .
                ln -s '%1$s' ~/out; chmod 0555 ~
                """.formatted(outside));
        // As another program of the same user might have left it: a link from the run's tree to an inode outside.
        Files.createLink(directory(run).resolve("layer/upper/hard"), canary);
        later = Duration.ofDays(15);

        Cleanup.Done done = clean(USUAL);

        assertThat(done.problems()).isEmpty();
        assertThat(directory(run).resolve("layer")).doesNotExist();
        assertThat(directory(run).resolve("home")).doesNotExist();
        assertThat(trash()).isEmpty();
        assertThat(canary).hasContent("alive");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(canary)))
                .isEqualTo("r--------");
        assertThat(patch(server.run(run.id()))).contains("many/20000");
    }

    @Test
    void aCleanUpThatWasKilledIsFinishedByTheNext() throws Exception {
        Run freed = ended("echo x > x.txt");
        Run archived = ended("echo y > y.txt");
        String diff = patch(archived);
        server.runs.outcomes().discard(archived.id());
        // Each is where kill -9 can leave it: the row is written; one directory is in the trash, the others not.
        server.store.change(tx -> tx.free(freed.id(), new EventBody.Cleaned("workspace", 0, "old")));
        new dev.paddock.workspace.Trash(server.home).take(directory(freed).resolve("layer"));
        server.workspaces.archive(archived.id(), archived.base(), archived.commit(), () -> {
            server.store.change(tx -> tx.archive(archived.id(), new EventBody.Cleaned("branch", 0, "old")));
            return false;
        });
        Files.createDirectories(base(freed).resolveSibling(".making-123/tree"));
        Files.createDirectories(server.home.root().resolve("proof-12ab/runs"));
        Path stray = Files.createDirectories(server.home.run("rnobody/home")).getParent();
        assertThat(trash()).hasSize(1);
        assertThatThrownBy(() -> server.runs.say(freed.id(), "go on")).isInstanceOf(PaddockException.class);

        List<Path> ended = new ArrayList<>();
        Leftovers.take(server.home, own -> ended.add(own.root()));
        assertThat(ended).containsExactly(server.home.root().resolve("proof-12ab"));
        cleanup.begin();
        Plan plan = cleanup.plan(USUAL);
        assertThat(names(plan, Kind.LEFTOVERS)).containsExactlyInAnyOrder(freed.id(), archived.id(), "rnobody");
        execute(plan);

        assertThat(directory(freed).resolve("home")).doesNotExist();
        assertThat(directory(archived).resolve("result.git")).doesNotExist();
        assertThat(patch(archived)).isEqualTo(diff);
        assertThat(patch(freed)).contains("x.txt");
        assertThat(stray).doesNotExist();
        assertThat(base(freed).resolveSibling(".making-123")).doesNotExist();
        assertThat(server.home.root().resolve("proof-12ab")).doesNotExist();
        assertThat(trash()).isEmpty();
        assertThat(cleanup.plan(USUAL).items()).isEmpty();
    }

    @Test
    void aRunThatStartsOrGoesOnMeanwhileFindsAllItNeeds() throws Exception {
        Run first = ended("true");
        AtomicBoolean done = new AtomicBoolean();
        Thread cleaner = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                clean(EVERYTHING);
            }
        });
        try {
            for (int i = 0; i < 8; i++) {
                Run run = server.start(project, "cat hello.txt; echo " + i + " > n.txt");
                Run finished = server.await(run.id(), "finished");
                assertThat(finished.change().files()).isEqualTo(1);
                server.runs.release(run.id());
                CountDownLatch told = new CountDownLatch(1);
                Thread sayer = Thread.ofPlatform().start(() -> {
                    try {
                        server.runs.say(run.id(), "echo again >> n.txt");
                    } catch (PaddockException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    }
                    told.countDown();
                });
                assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
                sayer.join();
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> server.run(run.id()).state().ended());
                assertThat(server.run(run.id()).state().word())
                        .as(server.run(run.id()).reason())
                        .isEqualTo("finished");
                assertThat(messages(run)).isEmpty();
            }
        } finally {
            done.set(true);
            cleaner.join();
        }
        server.store
                .read(Query::upkeep)
                .forEach(upkeep -> assertThat(upkeep.uncollected()).isFalse());
        assertThat(directory(first).resolve("layer")).doesNotExist();
    }

    @Test
    void aFullDiskMakesTheServerCleanUpByItselfAndKeepsRunsFromBeginning() throws Exception {
        Run old = ended("echo x > x.txt");
        Run young = ended("echo y > y.txt");
        Path program = Files.createDirectories(server.home.agents().resolve("gone/1.0-abc/bin"))
                .getParent();
        Files.setLastModifiedTime(program, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        DiskSpace full = new DiskSpace(root, Long.MAX_VALUE / 4);
        assertThat(new DiskSpace(root, 0).refusal()).isEmpty();
        later = Duration.ofHours(2);
        try (Retention retention = new Retention(
                cleanup,
                Keep.USUAL,
                full,
                new Retention.Timing(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)))) {
            retention.begin();
            assertThat(retention.next()).isPresent();
            assertThat(full.refusal())
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("the disk is full", "keep.free", "paddock cleanup"));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> cleanup.last()
                            .filter(last -> last.cause().equals("pressure") && last.removed() >= 2)
                            .isPresent());
        }
        assertThat(directory(old).resolve("layer")).doesNotExist();
        assertThat(directory(young).resolve("layer")).doesNotExist();
        assertThat(base(old)).doesNotExist();
        assertThat(program).doesNotExist();
        assertThat(patch(old)).contains("x.txt");
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
