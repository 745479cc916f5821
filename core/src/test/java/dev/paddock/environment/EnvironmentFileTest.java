package dev.paddock.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import dev.paddock.home.ProjectSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S14")
class EnvironmentFileTest {
    @Test
    void readsAllFieldsAndTheOwnersGoBefore() {
        ProjectSettings file = EnvironmentFile.read("""
                setup: |
                  npm ci
                timeout: 30m
                caches: [npm, uv]
                variables: {NODE_ENV: test, PORT: 8080}
                secrets: [NPM_TOKEN]
                egress: [packages]
                """);
        assertThat(file)
                .isEqualTo(new ProjectSettings(
                        "npm ci\n",
                        Duration.ofMinutes(30),
                        List.of("npm", "uv"),
                        Map.of("NODE_ENV", "test", "PORT", "8080"),
                        List.of("NPM_TOKEN"),
                        List.of("packages")));
        ProjectSettings owner =
                new ProjectSettings("make deps", null, List.of(), Map.of("PORT", "1"), List.of("OTHER"), List.of());
        assertThat(file.under(owner))
                .isEqualTo(new ProjectSettings(
                        "make deps",
                        Duration.ofMinutes(30),
                        List.of(),
                        Map.of("NODE_ENV", "test", "PORT", "1"),
                        List.of("NPM_TOKEN", "OTHER"),
                        List.of("packages")));
        assertThat(EnvironmentFile.read("# nothing\n")).isEqualTo(ProjectSettings.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setups: x",
                "setup: [a]",
                "setup: a\nsetup: b",
                "timeout: 3h",
                "timeout: soon",
                "caches: [yarn]",
                "variables: {PATH: /evil}",
                "variables: {'A B': c}",
                "variables: [a]",
                "secrets: NPM_TOKEN",
                "- a",
                "{"
            })
    void refusesWhatItDoesNotKnow(String text) {
        assertThatThrownBy(() -> EnvironmentFile.read(text)).isInstanceOf(PaddockException.class);
    }

    @Test
    @Tag("attack-3")
    void followsNoLinkOfTheRepository(@TempDir Path directory) throws Exception {
        Path outside = Files.writeString(directory.resolve("outside.yaml"), "setup: stolen\n");
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve(".paddock"));
        Files.createSymbolicLink(tree.resolve(EnvironmentFile.PLACE), outside);
        assertThatThrownBy(() -> EnvironmentFile.read(tree)).hasMessageContaining("not a link");

        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(Files.createDirectories(directory.resolve("real")).resolve("environment.yaml"), "setup: x\n");
        Files.createSymbolicLink(other.resolve(".paddock"), directory.resolve("real"));
        assertThatThrownBy(() -> EnvironmentFile.read(other)).hasMessageContaining("not a link");
    }
}
