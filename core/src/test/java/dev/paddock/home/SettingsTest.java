package dev.paddock.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("V10")
class SettingsTest {
    @TempDir
    Path directory;

    private Settings read(String yaml, Map<String, String> environment) {
        Path file = directory.resolve("config.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Settings.read(file, environment);
    }

    @Test
    void worksWithoutAFile() {
        Settings settings = Settings.read(directory.resolve("none"), Map.of());
        assertThat(settings.port()).isEqualTo(-1);
        assertThat(settings.agent()).isEqualTo("claude");
        assertThat(settings.warm()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.maxRuns()).isBetween(2, 64);
        assertThat(settings.allow()).containsExactly("packages");
        assertThat(read("# nothing yet\n", Map.of())).isEqualTo(settings);
    }

    @Test
    void readsEverySetting() {
        Settings settings = read("""
                port: 8123
                runs.max: 3
                egress:
                  allow:
                    - registry.npmjs.org
                    - "*.example.org:8443"
                agent: shell
                warm: 30s
                limits:
                  memory: 512m
                  cpus: 1.5
                  processes: 100
                log: { level: debug }
                models:
                  anthropic:
                    url: https://models.example.org/anthropic
                git.max-request: 1g
                """, Map.of());
        assertThat(settings.port()).isEqualTo(8_123);
        assertThat(settings.maxRuns()).isEqualTo(3);
        assertThat(settings.allow()).containsExactly("registry.npmjs.org", "*.example.org:8443");
        assertThat(settings.agent()).isEqualTo("shell");
        assertThat(settings.warm()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.limits().memory()).isEqualTo(512L << 20);
        assertThat(settings.limits().cpus()).isEqualTo(1.5);
        assertThat(settings.limits().processes()).isEqualTo(100);
        assertThat(settings.logLevel()).isEqualTo("debug");
        assertThat(settings.model("anthropic")).contains(URI.create("https://models.example.org/anthropic"));
        assertThat(settings.maxGitRequest()).isEqualTo(1L << 30);
    }

    @Test
    @Tag("E2")
    void theAllowListCanBeClosed() {
        assertThat(read("egress: {allow: []}\n", Map.of()).allow()).isEmpty();
        assertThat(read("egress: {allow: none}\n", Map.of()).allow()).isEmpty();
        assertThat(read("", Map.of("PADDOCK_EGRESS_ALLOW", "none")).allow()).isEmpty();
        refuses("\negress: {allow: [pakages]}\n", "line 2", "egress.allow", "packages, git-hosts");
        refuses("egress: {allow: [10.0.0.1]}\n", "line 1", "IP address");
    }

    @Test
    void letsAVariableWin() {
        Settings settings = read(
                "port: 1\nrunsmax: 1\n".replace("runsmax", "runs.max"),
                Map.of(
                        "PADDOCK_PORT",
                        "0",
                        "PADDOCK_EGRESS_ALLOW",
                        "a.example, b.example",
                        "PADDOCK_GIT_MAX_REQUEST",
                        "2m"));
        assertThat(settings.port()).isZero();
        assertThat(settings.maxRuns()).isEqualTo(1);
        assertThat(settings.allow()).containsExactly("a.example", "b.example");
        assertThat(settings.maxGitRequest()).isEqualTo(2L << 20);
    }

    @Test
    void namesFileAndLineOfAMistake() {
        refuses("port: 1\nprot: 2\n", "line 2", "prot", "port");
        refuses("port: 70000\n", "line 1", "whole number", "65535");
        refuses("\nwarm: soon\n", "line 2", "5m");
        refuses("limits:\n  memory: lots\n", "line 2", "limits.memory", "4g");
        refuses("limits:\n  cpus: 0\n", "limits.cpus");
        refuses("port: [1]\n", "one value");
        refuses("port: 1\nport: 2\n", "line 2");
        refuses("runs: {max: 1}\nruns.max: 2\n", "twice");
        refuses("- a\n", "expected settings");
        refuses("egress: {allow: [{a: b}]}\n", "one word");
        refuses("a: [\n", "config.yaml");
        refuses("log.level: loud\n", "debug");
        refuses("agent: ../x\n", "agent");
        for (String url : new String[] {
            "http://example.org",
            "https://user:pw@example.org",
            "ftp://example.org",
            "https://example.org/?key=1",
            "nothing"
        }) {
            refuses("models.anthropic.url: \"" + url + "\"\n", "https address");
        }
    }

    @Test
    void namesTheVariableOfAMistake() {
        assertThatThrownBy(() -> read("", Map.of("PADDOCK_RUNS_MAX", "many")))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("PADDOCK_RUNS_MAX");
    }

    @Test
    @Tag("S14")
    void readsTheWorldsOfProjects() {
        Settings settings = read("""
                ca-bundle: /etc/company.pem
                toolchains:
                  add: [/srv/tools]
                  off: [mise]
                environment:
                  variables: {CI: "1"}
                projects:
                  my.shop:
                    setup: |
                      make deps
                      make more
                    timeout: 20m
                    caches: []
                    variables:
                      PORT: 8080
                    secrets: [TOKEN]
                """, Map.of("PADDOCK_TOOLCHAINS_OFF", "nix, opt"));
        assertThat(settings.caBundle()).contains(Path.of("/etc/company.pem"));
        assertThat(settings.toolchains()).containsExactly(Path.of("/srv/tools"));
        assertThat(settings.toolchainsOff()).containsExactly("nix", "opt");
        assertThat(settings.projects())
                .containsEntry("", new ProjectSettings(null, null, null, Map.of("CI", "1"), List.of(), List.of()))
                .containsEntry(
                        "my.shop",
                        new ProjectSettings(
                                "make deps\nmake more",
                                Duration.ofMinutes(20),
                                List.of(),
                                Map.of("PORT", "8080"),
                                List.of("TOKEN"),
                                List.of()));
        refuses("projects:\n  shop:\n    setups: x\n", "projects.shop.setups");
        refuses("toolchains:\n  add: [relative]\n", "toolchains.add");
    }

    private void refuses(String yaml, String... words) {
        assertThatThrownBy(() -> read(yaml, Map.of()))
                .as(yaml)
                .isInstanceOf(PaddockException.class)
                .hasMessageContainingAll(words);
    }
}
