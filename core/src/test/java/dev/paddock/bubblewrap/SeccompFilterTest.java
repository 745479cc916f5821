package dev.paddock.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** System calls tried by a program inside, and the same outside to show that the probe works. */
@Tag("S2")
final class SeccompFilterTest {
    private static final String PROBE = """
            import ctypes, mmap, os, platform, socket, sys
            libc = ctypes.CDLL(None, use_errno=True)
            x86 = platform.machine() == 'x86_64'
            def call(number, *arguments):
                ctypes.set_errno(0)
                result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
                return ctypes.get_errno() if result < 0 else 0
            def code(text):
                memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                memory.write(bytes.fromhex(text))
                function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
                return function()
            def family(number, kind, protocol):
                try:
                    socket.socket(number, kind, protocol).close()
                    return 0
                except OSError as e:
                    return e.errno
            high = 1 << 32
            print({
                'unix': lambda: family(1, 1, 0),
                'inet': lambda: family(2, 1, 0),
                'inet6': lambda: family(10, 2, 0),
                'route': lambda: family(16, 3, 0),
                'uevent': lambda: family(16, 3, 15),
                'generic': lambda: family(16, 2, 16),
                'uevent-high': lambda: call(41 if x86 else 198, 16 | high, 3, 15 | high),
                'packet': lambda: family(17, 3, 0),
                'vsock': lambda: family(40, 1, 0),
                'alg': lambda: family(38, 5, 0),
                'bluetooth': lambda: family(31, 3, 1),
                'io_uring': lambda: call(425, 0, 0),
                'keyctl': lambda: call(250 if x86 else 219, 0, -3, 0),
                'bpf': lambda: call(321 if x86 else 280, 0, 0, 0),
                'perf': lambda: call(298 if x86 else 241, 0, 0, -1, -1, 0),
                'userfaultfd': lambda: call(323 if x86 else 282, 1),
                'mount': lambda: call(165 if x86 else 40, 0, 0, 0, 0, 0),
                'fsopen': lambda: call(430, 0, 0),
                'open_tree': lambda: call(428, -100, 0, 0),
                'setns': lambda: call(308 if x86 else 268, 0, 0),
                'pivot_root': lambda: call(155 if x86 else 41, 0, 0),
                'unshare-user': lambda: call(272 if x86 else 97, 0x10000000),
                'unshare-user-high': lambda: call(272 if x86 else 97, 0x10000000 | high),
                'unshare-files': lambda: call(272 if x86 else 97, 0x400),
                'clone-user': lambda: call(56 if x86 else 220, 0x10000011, 0, 0, 0, 0),
                'tiocsti': lambda: call(16 if x86 else 29, 0, 0x5412 | high, 0),
                'syslog': lambda: call(103 if x86 else 116, 3, 0, 0),
                'int80': lambda: code('b814000000cd80c3') > 0,
                'x32': lambda: code('b8270000400f05c3') != 0,
            }[sys.argv[1]]())
            """;

    private static final int KILLED_BY_SIGSYS = 128 + 31;

    private static SandboxFixture fixture;
    private static Sandbox sandbox;

    @BeforeAll
    static void create() throws Exception {
        fixture = new SandboxFixture();
        sandbox = fixture.create("seccomp");
    }

    @AfterAll
    static void close() throws Exception {
        fixture.close();
    }

    private static TestingRun.Result inside(String probe) {
        return TestingRun.run(sandbox, "/usr/bin/python3", "-c", PROBE, probe);
    }

    private static String outside(String probe) {
        return Processes.run(Command.of("/usr/bin/python3", "-c", PROBE, probe))
                .orThrow("the probe outside")
                .text()
                .strip();
    }

    private static void denied(int errno, String... probes) {
        for (String probe : probes) {
            assertThat(inside(probe)).as(probe).isEqualTo(new TestingRun.Result(0, errno + "\n", ""));
        }
    }

    @Test
    void allowsWhatProgramsNeed() {
        denied(0, "unix", "inet", "inet6", "route", "unshare-files");
    }

    @Test
    @Tag("attack-27")
    void deniesOtherSocketFamilies() {
        assertThat(outside("uevent")).isEqualTo("0");
        assertThat(outside("generic")).isEqualTo("0");
        denied(Errno.EAFNOSUPPORT, "uevent", "generic", "uevent-high", "packet", "vsock", "alg", "bluetooth");
    }

    @Test
    @Tag("attack-18")
    void deniesTheKernelsLargeInterfaces() {
        assertThat(outside("io_uring")).isNotEqualTo(Integer.toString(Errno.ENOSYS));
        assertThat(outside("keyctl")).isNotEqualTo(Integer.toString(Errno.EPERM));
        denied(Errno.ENOSYS, "io_uring");
        denied(Errno.EPERM, "keyctl", "bpf", "perf", "userfaultfd", "syslog");
    }

    @Test
    @Tag("attack-14")
    void deniesUserNamespaces() {
        assertThat(outside("unshare-user")).isEqualTo("0");
        denied(Errno.EPERM, "unshare-user", "unshare-user-high", "clone-user");
        assertThat(TestingRun.run(sandbox, "bwrap", "--ro-bind", "/", "/", "true")
                        .code())
                .isNotZero();
    }

    @Test
    @Tag("attack-15")
    void deniesMounts() {
        denied(Errno.EPERM, "mount", "fsopen", "open_tree", "setns", "pivot_root");
    }

    @Test
    @Tag("attack-16")
    void deniesTerminalInjection() {
        denied(Errno.EPERM, "tiocsti");
    }

    @Test
    @Tag("attack-19")
    void killsForeignArchitectures() {
        if (Machine.current() != Machine.X86_64) {
            assertThat(Machine.current()).isEqualTo(Machine.AARCH64);
            return;
        }
        assertThat(outside("x32")).isEqualTo("True");
        assertThat(outside("int80")).isEqualTo("True");
        assertThat(inside("x32").code()).isEqualTo(KILLED_BY_SIGSYS);
        assertThat(inside("int80").code()).isEqualTo(KILLED_BY_SIGSYS);
    }

    @Test
    @Tag("attack-17")
    void gainsNothingFromSetuidPrograms() {
        TestingRun.Result result = TestingRun.run(
                sandbox,
                "/bin/bash",
                "-c",
                "grep -E 'CapEff|CapPrm|NoNewPrivs' /proc/self/status | tr -s '\\t\\n' '  '; su -c id </dev/null");
        assertThat(result.output()).isEqualTo("CapPrm: 0000000000000000 CapEff: 0000000000000000 NoNewPrivs: 1 ");
        assertThat(result.code()).isNotZero();
    }

    @Test
    @Tag("attack-13")
    void leavesPtraceOfOwnChildrenOnly() {
        String trace = """
                import ctypes, os, sys
                libc = ctypes.CDLL(None, use_errno=True)
                child = os.fork()
                if child == 0:
                    os.kill(os.getpid(), 19); os._exit(0)
                os.waitpid(child, os.WUNTRACED)
                print(libc.ptrace(16, child, 0, 0))
                """;
        assertThat(TestingRun.run(sandbox, "/usr/bin/python3", "-c", trace).output())
                .isEqualTo("0\n");
    }
}
