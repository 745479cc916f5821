package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.bubblewrap.TestingRun.Result;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a process in a sandbox sees and can do. One sandbox serves all tests here. */
@Tag("S1")
@Tag("S2")
final class ClosedSandboxTest {
    private static SandboxFixture fixture;
    private static Sandbox sandbox;

    @BeforeAll
    static void create() throws Exception {
        fixture = new SandboxFixture();
        sandbox = fixture.create("closed");
    }

    @AfterAll
    static void close() throws Exception {
        fixture.close();
    }

    private static Result shell(String script) {
        return TestingRun.run(sandbox, "/bin/bash", "-c", script);
    }

    @Test
    void isUid1000WithAHomeAndAWorkspace() {
        Result result =
                shell("id -u; id -un; echo $HOME; pwd; cat file; hostname; touch ~/x made /tmp/x && echo writable");
        assertThat(result.errors()).isEmpty();
        assertThat(result.output()).isEqualTo("1000\nagent\n/home/agent\n/workspace\nbase\npaddock\nwritable\n");
    }

    @Test
    void keepsWhatItChangesInTheLayerAlone() throws Exception {
        shell("echo changed >file2; echo committed >.git/HEAD");
        TestingRun run = fixture.run("closed");
        assertThat(run.upper().resolve("file2")).hasContent("changed");
        assertThat(run.base().resolve("file2")).doesNotExist();
        assertThat(run.directory().resolve("repo.git/HEAD")).hasContent("committed");
    }

    @Test
    @Tag("attack-1")
    void seesNothingOfTheHost() throws Exception {
        Path token = fixture.home.token();
        assertThat(Files.readString(token)).isEqualTo("canary-secret\n");
        for (String path :
                List.of(token.toString(), "/etc/shadow", "/root", "/sys", "/home/" + System.getProperty("user.name"))) {
            assertThat(shell("cat '" + path + "' || ls -d '" + path + "'").code())
                    .as(path)
                    .isNotZero();
        }
        assertThat(shell("ls -A / /run /home /var /paddock | tr '\\n' ' '").output())
                .isEqualTo("/: bin dev etc home lib lib32 lib64 libx32 paddock proc run sbin tmp usr var workspace  "
                                .replace(Files.exists(Path.of("/lib32")) ? "\0" : "lib32 ", "")
                                .replace(Files.exists(Path.of("/libx32")) ? "\0" : "libx32 ", "")
                        + "/home: agent  /paddock: kit objects  /run:  /var: tmp ");
    }

    @Test
    @Tag("attack-2")
    void canNotWriteOutsideItsOwnPlaces() {
        for (String path : List.of(
                "/usr/x",
                "/etc/x",
                "/x",
                "/dev/x",
                "/home/x",
                "/paddock/objects/x",
                "/var/x",
                "/etc/passwd",
                "/usr/bin/env")) {
            assertThat(shell("echo x >>" + path).code()).as(path).isNotZero();
        }
    }

    @Test
    @Tag("attack-9")
    void canNotChangeTheKernelsSettings() {
        for (String path :
                List.of("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/overcommit_memory")) {
            assertThat(shell("exec 3>" + path).code()).as(path).isNotZero();
        }
    }

    @Test
    @Tag("attack-10")
    void hasAMinimalDev() {
        assertThat(shell("cd /dev && ls | tr '\\n' ' '").output())
                .isEqualTo("core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero ");
        assertThat(shell("mknod /tmp/d b 8 0").code()).isNotZero();
    }

    @Test
    @Tag("attack-12")
    void seesItsOwnProcessesOnly() {
        assertThat(shell("ls /proc | grep -c '^[0-9]'").output().strip().length())
                .isEqualTo(1);
        assertThat(shell("kill -9 " + ProcessHandle.current().pid()).code()).isNotZero();
    }

    @Test
    @Tag("attack-23")
    @Tag("E1")
    void hasLoopbackAndNothingElse() throws Exception {
        assertThat(shell("cat /proc/net/dev | tail -n +3 | cut -d: -f1")
                        .output()
                        .strip())
                .isEqualTo("lo");
        assertThat(shell("tail -n +2 /proc/net/route").output()).isEmpty();
        try (java.net.ServerSocket host = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String connect = "exec 3<>/dev/tcp/127.0.0.1/" + host.getLocalPort();
            assertThat(new ProcessBuilder("bash", "-c", connect).start().waitFor())
                    .isZero();
            assertThat(shell(connect).code()).isNotZero();
        }
        assertThat(shell("getent hosts example.org").code()).isNotZero();
    }

    @Test
    void reachesItsDoor() {
        assertThat(shell("exec 3<>/dev/tcp/127.0.0.1/3128; printf 'GET / HTTP/1.1\\r\\n\\r\\n' >&3; tail -1 <&3")
                        .output())
                .isEqualTo("door\n");
    }

    @Test
    @Tag("attack-22")
    void inheritsNoDescriptor() {
        // The fourth is the pattern's own look at the directory.
        assertThat(shell("cd /proc/$$/fd; for fd in *; do [ -e $fd ] && echo $fd; done")
                        .output())
                .isEqualTo("0\n1\n2\n");
        // bubblewrap's first process closes what it had a moment after it started us; an event descriptor of its own
        // stays.
        assertThat(shell("while [ -d /proc/1/fd/3 ]; do :; done; readlink /proc/1/fd/{3,4,5,6,7,8,9}")
                        .output())
                .matches("(anon_inode:\\[eventfd]\n)?");
    }

    @Test
    void sharesTmpAndLocalhostBetweenProcesses() throws Exception {
        Process server = sandbox.start(Exec.of(List.of(
                "/usr/bin/python3",
                "-c",
                "import socket\ns=socket.socket();s.bind(('127.0.0.1',8000));s.listen();open('/tmp/up','w').close()\n"
                        + "c,_=s.accept();c.sendall(b'hello');c.close()")));
        Result result =
                shell("for i in {1..500}; do [ -e /tmp/up ] && break; sleep 0.02; done; cat </dev/tcp/127.0.0.1/8000");
        assertThat(result.output()).isEqualTo("hello");
        assertThat(TestingRun.finish(server, "").code()).isZero();
    }

    @Test
    void showsNodeAndJavaAsTheyAre() {
        assertThat(
                        shell(
                                "node -e 'console.log(require(\"os\").userInfo().username, Object.keys(require(\"os\").networkInterfaces()))'"))
                .isEqualTo(new Result(0, "agent [ 'lo' ]\n", ""));
        assertThat(shell("java -version").errors()).contains("version");
        assertThat(shell("git --version && python3 -c 'import ssl, multiprocessing; multiprocessing.Queue()'")
                        .code())
                .isZero();
    }

    @Test
    @Tag("attack-48")
    void keepsVariablesOffTheHostsListOfProcesses() throws Exception {
        Process process = sandbox.start(Exec.of(List.of("/bin/bash", "-c", "echo $VALUE; read x"))
                .environment(Map.of("VALUE", "planted-secret-value")));
        byte[] said = process.getInputStream().readNBytes("planted-secret-value\n".length());
        assertThat(new String(said, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("planted-secret-value\n");
        List<String> lines = ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .toList();
        assertThat(lines)
                .anyMatch(line -> line.contains("bwrap"))
                .noneMatch(line -> line.contains("planted-secret-value"));
        assertThat(TestingRun.finish(process, "\n").code()).isZero();
    }

    @Test
    void showsTheWorkspaceReadOnlyOnRequest() {
        Exec exec = new Exec(
                List.of("/bin/bash", "-c", "cat file; touch x || touch ~/y || touch .git/z || echo refused"),
                Map.of(),
                "/workspace",
                true,
                List.of());
        assertThat(TestingRun.run(sandbox, exec).output()).isEqualTo("base\nrefused\n");
    }

    @Test
    @Tag("attack-11")
    void entersNoDirectoryThroughADescriptorThatLeadsOut() {
        assertThat(shell("mkdir -p 'a dir'; ln -sfn /proc/self/fd/3 way").code())
                .isZero();
        for (String directory : List.of("/proc/self/fd/3", "/proc/self/fd/4", "/proc/self/fd/5", "/workspace/way")) {
            Exec exec = new Exec(
                    List.of(
                            "/bin/bash",
                            "-c",
                            "cat ../../../.." + fixture.home.token().toAbsolutePath() + "; pwd -P"),
                    Map.of(),
                    directory,
                    false,
                    List.of());
            assertThat(TestingRun.run(sandbox, exec).output()).as(directory).doesNotContain("canary-secret");
        }
        Exec exec = new Exec(List.of("/bin/pwd"), Map.of(), "/workspace/a dir", false, List.of());
        assertThat(TestingRun.run(sandbox, exec)).isEqualTo(new Result(0, "/workspace/a dir\n", ""));
    }

    @Test
    void passesStreamsAndExitCodesThrough() {
        Result result =
                TestingRun.finish(sandbox.start(Exec.of(List.of("/bin/bash", "-c", "cat; echo e >&2; exit 7"))), "in");
        assertThat(result).isEqualTo(new Result(7, "in", "e\n"));
    }
}
