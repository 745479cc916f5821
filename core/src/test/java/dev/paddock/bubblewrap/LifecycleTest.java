package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sandboxes that begin, end, outlive their server, and stand beside each other. */
final class LifecycleTest {
    private final String word = "witness-" + System.nanoTime();

    @AutoClose
    private SandboxFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new SandboxFixture();
    }

    private Process linger(Sandbox sandbox) {
        return sandbox.start(Exec.of(List.of(
                "/bin/bash",
                "-c",
                "(setsid bash -c 'sleep 600; : " + word + "' </dev/null >/dev/null 2>&1 &); echo up; read x")));
    }

    private static void awaitUp(Process process) {
        assertThat(Processes.firstLine(process, Duration.ofSeconds(20))).isEqualTo("up");
    }

    @Test
    @Tag("S1")
    @Tag("attack-12")
    @Tag("attack-90")
    @Tag("attack-91")
    void keepsTwoRunsApart() throws Exception {
        Sandbox a = fixture.create("a");
        Sandbox b = fixture.create("b");
        Process server = a.start(
                Exec.of(
                        List.of(
                                "/usr/bin/python3",
                                "-c",
                                "import socket\ns=socket.socket();s.bind(('127.0.0.1',8000));s.listen()\n"
                                        + "t=socket.socket(socket.AF_UNIX);t.bind('\\0neighbour');t.listen()\nprint('up',flush=True);input()")));
        awaitUp(server);
        TestingRun.run(a, "/bin/bash", "-c", "echo a >/tmp/a; echo a >a; echo a >~/a; echo a >/dev/shm/a");
        String look = "ls -A /tmp /workspace /home/agent /dev/shm | grep -x a; ls /proc | grep -c '^[0-9]'; "
                + "(exec 3<>/dev/tcp/127.0.0.1/8000) 2>/dev/null && echo connected; grep -c neighbour /proc/net/unix";
        assertThat(TestingRun.run(b, "/bin/bash", "-c", look).output()).matches("[0-9]\n0\n");
        assertThat(TestingRun.run(a, "/bin/bash", "-c", look).output()).matches("a\na\na\n[0-9]\nconnected\n1\n");
        Processes.killTree(server);
    }

    @Test
    @Tag("T5")
    @Tag("attack-20")
    void leavesNoProcessWhenKilled() throws Exception {
        Sandbox sandbox = fixture.create("kill");
        awaitUp(linger(sandbox));
        assertThat(HostProcesses.count(word)).isPositive();
        assertThat(HostProcesses.count(fixture.scratch.toString())).isPositive();
        sandbox.kill();
        assertThat(sandbox.alive()).isFalse();
        assertThat(HostProcesses.count(word)).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
        assertThat(sandbox.ended()).isCompleted();
        assertThat(fixture.cgroups.names("")).noneMatch(name -> name.endsWith("-kill"));
        assertThatThrownBy(() -> sandbox.start(Exec.of(List.of("true"))))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        sandbox.kill();
    }

    @Test
    void tellsWhenItEndsByItself() throws Exception {
        Sandbox sandbox = fixture.create("ends");
        HolderState state = HolderState.read(
                        HolderFiles.of(fixture.run("ends").directory()).state())
                .orElseThrow();
        ProcessHandle.of(state.pid()).orElseThrow().destroyForcibly();
        sandbox.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(sandbox.alive()).isFalse();
    }

    @Test
    void endsAProcessThatIsDestroyedWithAllItStarted() throws Exception {
        Sandbox sandbox = fixture.create("destroy");
        Process process = linger(sandbox);
        awaitUp(process);
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(word) == 0);
        assertThat(sandbox.alive()).isTrue();
    }

    @Test
    void endsWhatACommandLeftBehindWithTheCommand() throws Exception {
        Sandbox sandbox = fixture.create("left");
        Process process = linger(sandbox);
        awaitUp(process);
        TestingRun.finish(process, "\n");
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(word) == 0);
    }

    @Test
    void keepsTheLayerForTheNextSandboxOfTheRun() throws Exception {
        Sandbox first = fixture.create("layer");
        TestingRun.run(
                first, "/bin/bash", "-c", "echo one >made; rm file; mkdir closed; chmod 0 closed; echo x >/tmp/x");
        assertThatThrownBy(() -> fixture.provider.create(fixture.run("layer").spec()))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        first.kill();
        Sandbox second = fixture.create("layer");
        assertThat(TestingRun.run(second, "/bin/bash", "-c", "ls; ls /tmp").output())
                .isEqualTo("closed\nmade\n");
    }

    @Test
    @Tag("T7")
    @Tag("attack-21")
    void outlivesItsServer() throws Exception {
        TestingRun run = fixture.run("outlives");
        AgentFiles files = new AgentFiles(run.directory().resolve("io"));
        try (TestingDoor _ = new TestingDoor(fixture.home.door(run.id), 200)) {
            Process server = TestingServer.start(
                    fixture, run.id, "/bin/bash", "-c", "while read line; do echo got $line; done; echo " + word);
            assertThat(Processes.firstLine(server, Duration.ofSeconds(60))).isEqualTo("launched");
            Files.writeString(files.in(), "one\n", java.nio.file.StandardOpenOption.APPEND);
            await().until(() -> Files.readString(files.out()).equals("got one\n"));
            server.destroyForcibly().waitFor();
            Files.writeString(files.in(), "two\n", java.nio.file.StandardOpenOption.APPEND);
            await().until(() -> Files.readString(files.out()).equals("got one\ngot two\n"));

            Sandbox sandbox = fixture.provider.reattach(run.spec()).orElseThrow();
            assertThat(sandbox.alive()).isTrue();
            assertThat(TestingRun.run(sandbox, "/bin/bash", "-c", "cat file").output())
                    .isEqualTo("base\n");
            assertThat(sandbox.readings().processes()).isGreaterThan(3);
            sandbox.kill();
            assertThat(HostProcesses.count(word)).isZero();
            assertThat(sandbox.ended()).isCompleted();
            assertThat(fixture.provider.reattach(run.spec())).isEmpty();
        }
    }

    @Test
    @Tag("T7")
    @Tag("attack-21")
    void sweepsWhatADeadServerLeft() throws Exception {
        TestingRun run = fixture.run("swept");
        try (TestingDoor _ = new TestingDoor(fixture.home.door(run.id), 200)) {
            Process server = TestingServer.start(fixture, run.id, "/bin/sleep", "600");
            assertThat(Processes.firstLine(server, Duration.ofSeconds(60))).isEqualTo("launched");
            server.destroyForcibly().waitFor();
        }
        fixture.provider.sweep(Set.of("swept"));
        assertThat(fixture.provider.reattach(run.spec())).isPresent();
        fixture.provider.sweep(Set.of());
        assertThat(fixture.provider.reattach(run.spec())).isEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
    }

    @Test
    @Tag("S11")
    void endsWithItsServerWhatNoRunHasClaimed() throws Exception {
        TestingRun run = fixture.run("unclaimed");
        try (TestingDoor _ = new TestingDoor(fixture.home.door(run.id), 200)) {
            Process server = TestingServer.start(fixture, run.id);
            assertThat(Processes.firstLine(server, Duration.ofSeconds(60))).isEqualTo("ready true");
            server.destroyForcibly().waitFor();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
        fixture.provider.sweep(Set.of());
        assertThat(fixture.cgroups.names("")).noneMatch(name -> name.endsWith("-unclaimed"));
    }

    @Test
    @Tag("S11")
    @Tag("T7")
    void outlivesItsServerWhenClaimed() throws Exception {
        try (TestingDoor _ = new TestingDoor(fixture.home.door("ahead"), 200);
                TestingDoor _ = new TestingDoor(fixture.home.door("claimed"), 200)) {
            Process server = TestingServer.start(fixture, "claimed", "/bin/sleep", "600");
            assertThat(Processes.firstLine(server, Duration.ofSeconds(60))).isEqualTo("launched");
            server.destroyForcibly().waitFor();
            TestingRun run = fixture.run("claimed");
            fixture.provider.sweep(Set.of("claimed"));
            Sandbox sandbox = fixture.provider.reattach(run.spec()).orElseThrow();
            assertThat(TestingRun.run(sandbox, "/bin/bash", "-c", "cat file; echo x >made; ls ~")
                            .output())
                    .isEqualTo("base\n");
            assertThat(run.upper().resolve("made")).exists();
            assertThat(fixture.cgroups.names("").stream().filter(name -> name.endsWith("-ahead")))
                    .hasSize(fixture.cgroups.complete() ? 1 : 0);
            sandbox.kill();
            assertThat(sandbox.ended()).isCompleted();
            assertThat(fixture.cgroups.names("")).noneMatch(name -> name.endsWith("-ahead"));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
    }

    @Test
    @Tag("attack-21")
    void isNotForgottenByAServerThatDiesWhileMakingIt() throws Exception {
        TestingRun run = fixture.run("unborn");
        // The door accepts and never answers, so the canary waits.
        try (var door = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            door.bind(java.net.UnixDomainSocketAddress.of(fixture.home.door(run.id)));
            Process server = TestingServer.start(fixture, run.id, "/bin/true");
            door.accept();
            assertThat(HostProcesses.count("keep.sh")).isPositive();
            server.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
        }
    }

    @Test
    @Tag("T8")
    void endsAfterItsLifetimeWhenNoServerLives() throws Exception {
        TestingRun run = fixture.run("lifetime");
        try (TestingDoor _ = new TestingDoor(fixture.home.door(run.id), 200)) {
            Process server = TestingServer.start(
                    fixture, Duration.ofSeconds(4), run.id, "/bin/bash", "-c", "setsid sleep 600 & exec sleep 600");
            assertThat(Processes.firstLine(server, Duration.ofSeconds(60))).isEqualTo("launched");
            server.destroyForcibly().waitFor();
            assertThat(fixture.provider.reattach(run.spec())).isPresent();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> HostProcesses.count(fixture.scratch.toString()) == 0);
        assertThat(fixture.provider.reattach(run.spec())).isEmpty();
    }
}
