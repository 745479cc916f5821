package dev.paddock.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A10")
class OwnSetUpsTest {
    @TempDir
    Path root;

    private String put(String agent, String path, String content) {
        return new OwnSetUps(root).put(Map.of(agent, Map.of(path, content.getBytes(UTF_8))));
    }

    @Test
    void keepsFilesByTheirContent() {
        String text = "Use tabs. A risk-averse-task-management-and-planning-style is fine.";
        String id = put("claude", "commands/fix.md", text);
        assertThat(put("claude", "commands/fix.md", text)).isEqualTo(id);
        assertThat(put("claude", "commands/fix.md", "other")).isNotEqualTo(id);
        OwnSetUps setUps = new OwnSetUps(root);
        assertThat(setUps.files(id, "claude")).containsOnlyKeys(".claude/commands/fix.md");
        assertThat(setUps.files(id, "codex")).isEmpty();
        assertThatThrownBy(() -> setUps.check("../../etc")).isInstanceOf(PaddockException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".credentials.json",
                "auth.json",
                "oauth_creds.json",
                "skills/.env",
                "skills/.env.local",
                "a/server.key",
                "history.jsonl",
                "projects/x/y.md",
                "access_token.txt",
                "../.ssh/config",
                "/etc/passwd",
                ""
            })
    void refusesCredentialsAndHistoriesByName(String path) {
        assertThatThrownBy(() -> put("claude", path, "x"))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("can't be taken into a sandbox");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: sk-ant-api03-abcdefghijklmnopqrstuvwx",
                "sk-proj-abcdefghij0123456789abcdefghij",
                "AIzaSyA0123456789abcdefghijklmnopqrstuv",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                "-----BEGIN OPENSSH PRIVATE KEY-----"
            })
    void refusesWhatLooksLikeAKey(String content) {
        assertThatThrownBy(() -> put("codex", "prompts/a.md", "before " + content))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("~/.codex/prompts/a.md")
                .hasMessageContaining("looks like a key");
    }

    @Test
    void refusesOtherAgentsAndWhatPaddockWrites() {
        assertThatThrownBy(() -> put("shell", "x", "y")).hasMessageContaining("no set-up of agent shell");
        assertThatThrownBy(() -> put("codex", "config.toml", "y")).hasMessageContaining("Paddock writes that file");
    }
}
