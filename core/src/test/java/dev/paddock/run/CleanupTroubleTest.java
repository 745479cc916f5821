package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.Kind;
import dev.paddock.cleanup.OldProofs;
import dev.paddock.cleanup.Plan;
import dev.paddock.cleanup.Retention;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.home.DiskSpace;
import dev.paddock.home.Keep;
import dev.paddock.store.Query;
import dev.paddock.task.Run;
import dev.paddock.workspace.Trash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clean-ups of hostile trees, of what a killed one left, while runs begin, on a full disk, and two at once. */
@Tag("T9")
class CleanupTroubleTest extends CleanedServer {
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
        new Trash(server.home).take(directory(freed).resolve("layer"));
        server.workspaces.archive(archived.id(), archived.base(), archived.commit(), () -> {
            server.store.change(tx -> tx.archive(archived.id(), new EventBody.Cleaned("branch", 0, "old")));
            return false;
        });
        Files.createDirectories(server.home.root().resolve("proof-12ab/runs"));
        Path stray = Files.createDirectories(server.home.run("rnobody/home")).getParent();
        assertThat(trash()).hasSize(1);
        assertThatThrownBy(() -> server.runs.say(freed.id(), "go on")).isInstanceOf(PaddockException.class);

        List<Path> ended = new ArrayList<>();
        OldProofs.take(server.home, own -> ended.add(own.root()));
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
        assertThat(server.home.root().resolve("proof-12ab")).doesNotExist();
        assertThat(trash()).isEmpty();
        assertThat(cleanup.plan(USUAL).items()).isEmpty();
    }

    @Test
    void asksWhoComesSecondToWait() throws Exception {
        ended("echo x > x.txt");
        Plan plan = cleanup.plan(EVERYTHING);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Cleanup.Done> first = cleanup.execute(plan, "person", step -> {}, () -> {
            begun.countDown();
            try {
                return !go.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return true;
            }
        });
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> execute(plan))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("under way");
        go.countDown();
        assertThat(first.join().removed()).isPositive();
        assertThat(execute(plan).removed()).isZero();
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
}
