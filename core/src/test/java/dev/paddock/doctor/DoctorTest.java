package dev.paddock.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("L3")
class DoctorTest {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    @TempDir
    Path directory;

    private Map<String, Finding> examine(String path) {
        return new Doctor(MachineChecks.all(path, directory))
                .examine().findings().stream().collect(Collectors.toMap(Finding::name, Function.identity()));
    }

    private static Finding get(Map<String, Finding> findings, String name) {
        return Optional.ofNullable(findings.get(name)).orElseThrow(() -> new AssertionError("no finding of " + name));
    }

    private Path fake(String program, String script) throws IOException {
        Path file = Files.writeString(directory.resolve(program), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void findsWhatThisMachineHas() {
        Map<String, Finding> findings = examine(PATH);
        for (String name : List.of(
                "bwrap",
                "unshare",
                "nsenter",
                "setpriv",
                "socat",
                "ip",
                "bash",
                "git",
                "user namespaces",
                "sandbox",
                "seccomp")) {
            assertThat(get(findings, name)).as(name).isNotNull().returns(Finding.Status.OK, Finding::status);
        }
        assertThat(findings.keySet())
                .contains("user", "node", "npm", "overlay", "disk", "memory", "cores", "open files", "inotify");
        assertThat(findings.values()).allSatisfy(finding -> {
            assertThat(finding.why()).isNotBlank();
            assertThat(finding.found()).isNotBlank();
            assertThat(finding.status() == Finding.Status.OK).isEqualTo(finding.fix() == null);
        });
        assertThat(get(findings, "inotify").found()).doesNotStartWith("1 instances");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void passesNothingMissingOver() {
        Map<String, Finding> findings = examine(directory.toString());
        for (String name :
                List.of("bwrap", "unshare", "nsenter", "setpriv", "socat", "ip", "bash", "git", "node", "npm")) {
            assertThat(get(findings, name)).as(name).isNotNull().satisfies(finding -> {
                assertThat(finding.status()).isEqualTo(Finding.Status.MISSING);
                assertThat(finding.found()).isEqualTo("not installed");
                assertThat(finding.fix()).contains("apt-get install");
            });
        }
        for (String name : List.of("user namespaces", "sandbox", "overlay")) {
            assertThat(get(findings, name)).as(name).isNotNull().returns(Finding.Status.MISSING, Finding::status);
        }
        assertThat(new Doctor(MachineChecks.all(directory.toString(), directory))
                        .examine()
                        .ok())
                .isFalse();
    }

    @Test
    void refusesWhatIsTooOldOrBroken() throws Exception {
        fake("bwrap", "echo bubblewrap 0.7.9");
        fake("git", "echo git version 2.38.9");
        fake("node", "echo v18.19.0");
        fake("socat", "echo broken >&2; exit 3");
        fake("unshare", "echo usage: --user");
        Map<String, Finding> findings = examine(directory.toString());
        assertThat(get(findings, "bwrap").found()).contains("0.7.9").contains("0.8");
        assertThat(get(findings, "git").found()).contains("2.38").contains("2.39");
        assertThat(get(findings, "node").found()).contains("18.19").contains("20.0");
        assertThat(get(findings, "socat").found()).contains("exit code 3").contains("broken");
        assertThat(get(findings, "unshare").found()).contains("--map-current-user");
        for (String name : List.of("bwrap", "git", "node", "socat", "unshare")) {
            assertThat(get(findings, name).status()).as(name).isEqualTo(Finding.Status.MISSING);
        }
    }

    @Test
    void takesAnyNewerVersion() throws Exception {
        fake("bwrap", "echo bubblewrap 1.0");
        fake("git", "echo git version 3.0.1");
        assertThat(examine(directory.toString()))
                .satisfies(
                        findings -> assertThat(get(findings, "bwrap").status()).isEqualTo(Finding.Status.OK))
                .satisfies(findings -> assertThat(get(findings, "git").status()).isEqualTo(Finding.Status.OK));
    }

    @Test
    void reportsACheckThatFails() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of("first", () -> {
            throw new IllegalStateException("broken check");
        }));
        checks.add(Check.of("second", () -> Finding.ok("second", "there", "for tests")));
        Doctor.Report report = new Doctor(checks).examine();
        assertThat(report.ok()).isFalse();
        assertThat(report.findings()).extracting(Finding::name).containsExactly("first", "second");
        assertThat(report.findings().getFirst().found()).contains("broken check");
    }
}
