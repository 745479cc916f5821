package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Account.Kind;
import dev.paddock.agent.Account.Source;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("A3")
class AccountsTest {
    private static final String KEY = "sk-ant-api03-not-a-real-key-1234";
    private static final String TOKEN = "sk-ant-oat01-not-a-real-token-5678";

    @TempDir
    Path root;

    private Path directory = Path.of("secrets");

    @BeforeEach
    void name() {
        directory = root.resolve("secrets");
    }

    @Test
    void keepsASecretAcrossARestartReadableByItsOwnerOnly() throws IOException {
        Account account = new Accounts(directory, Map.of()).put("claude", Kind.API_KEY, KEY + "\n");
        assertThat(account.vendor()).isEqualTo("anthropic");
        assertThat(account.hint()).isEqualTo("1234");

        Accounts again = new Accounts(directory, Map.of());
        assertThat(again.secret("anthropic")).contains(KEY);
        assertThat(again.list()).containsExactly(account);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("anthropic.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    @Tag("attack-48")
    void neverShowsASecret() {
        Accounts accounts = new Accounts(directory, Map.of("ANTHROPIC_API_KEY", KEY));
        assertThat(accounts.list().toString()).doesNotContain("not-a-real-key");
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> accounts.put("claude", Kind.SUBSCRIPTION_TOKEN, KEY))
                .hasMessageNotContaining("not-a-real");
    }

    @Test
    void takesTheEnvironmentsUntilAnotherIsGiven() {
        Accounts accounts = new Accounts(directory, Map.of("CLAUDE_CODE_OAUTH_TOKEN", TOKEN));
        assertThat(accounts.list()).singleElement().satisfies(account -> {
            assertThat(account.source()).isEqualTo(Source.ENVIRONMENT);
            assertThat(account.kind()).isEqualTo(Kind.SUBSCRIPTION_TOKEN);
        });
        accounts.put("anthropic", Kind.API_KEY, KEY);
        assertThat(accounts.secret("anthropic")).contains(KEY);
        assertThat(accounts.remove("claude")).isTrue();
        assertThat(accounts.remove("claude")).isFalse();
        assertThat(accounts.secret("anthropic")).isEmpty();
    }

    @Test
    void saysWhenKeyAndTokenWereSwapped() {
        Accounts accounts = new Accounts(directory, Map.of());
        assertThatThrownBy(() -> accounts.put("claude", Kind.API_KEY, TOKEN))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("subscription-token");
        assertThatThrownBy(() -> accounts.put("claude", Kind.SUBSCRIPTION_TOKEN, KEY))
                .hasMessageContaining("api-key");
    }

    @Test
    void refusesWhatCantBeASecret() {
        Accounts accounts = new Accounts(directory, Map.of());
        for (String secret :
                new String[] {"", "short", "with a space in it", "line\nbreak-in-it", "x".repeat(10_000), "emphasé-key"
                }) {
            assertThatThrownBy(() -> accounts.put("claude", Kind.API_KEY, secret))
                    .isInstanceOf(PaddockException.class);
        }
        assertThatThrownBy(() -> accounts.put("../x", Kind.API_KEY, KEY)).isInstanceOf(PaddockException.class);
        assertThat(accounts.put("claude", Kind.API_KEY, "some-proxy-key").hint())
                .isEqualTo("-key");
    }
}
