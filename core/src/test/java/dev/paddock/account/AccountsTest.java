package dev.paddock.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.account.Account.Kind;
import dev.paddock.account.Account.Source;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    private static NewAccount claude(Kind kind, String secret) {
        return given("claude", "default", kind, secret, null);
    }

    private static NewAccount given(String vendor, String name, Kind kind, String secret, @Nullable String url) {
        return NewAccount.of(Vendor.of(vendor), name, kind, secret, url, false);
    }

    private static @Nullable String secret(Accounts accounts, Vendor vendor, @Nullable String name) {
        return accounts.find(vendor, name)
                .map(signIn -> ((Secret.Key) signIn.secret()).text())
                .orElse(null);
    }

    @Test
    void keepsASecretAcrossARestartReadableByItsOwnerOnly() throws IOException {
        Account account = new Accounts(directory, Map.of()).put(claude(Kind.API_KEY, KEY + "\n"));
        assertThat(account.vendor()).isEqualTo(Vendor.ANTHROPIC);
        assertThat(account.hint()).isEqualTo("1234");

        Accounts again = new Accounts(directory, Map.of());
        assertThat(secret(again, Vendor.ANTHROPIC, null)).isEqualTo(KEY);
        assertThat(again.list()).containsExactly(account);
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void keepsSeveralOfAVendorAndRemembersWhichIsItsDefault() {
        Accounts accounts = new Accounts(directory, Map.of());
        accounts.put(given("codex", "work", Kind.API_KEY, "sk-proj-of-the-work-account", null));
        accounts.put(given("codex", "home", Kind.API_KEY, "sk-proj-of-the-home-account", "https://gate.example/v"));
        assertThat(secret(accounts, Vendor.OPENAI, null)).isEqualTo("sk-proj-of-the-home-account");
        assertThat(secret(accounts, Vendor.OPENAI, "work")).isEqualTo("sk-proj-of-the-work-account");
        assertThat(accounts.find(Vendor.OPENAI, "home").orElseThrow().account().url())
                .isEqualTo(URI.create("https://gate.example/v"));
        accounts.use(Vendor.OPENAI, "work");

        Accounts again = new Accounts(directory, Map.of("OPENAI_API_KEY", "sk-proj-of-the-environment"));
        assertThat(secret(again, Vendor.OPENAI, null)).isEqualTo("sk-proj-of-the-work-account");
        assertThat(again.list()).extracting(Account::name).containsExactly("environment", "home", "work");
        again.remove(Vendor.OPENAI, "work");
        assertThat(again.find(Vendor.OPENAI, "work")).isEmpty();
        assertThat(secret(again, Vendor.OPENAI, null)).isEqualTo("sk-proj-of-the-environment");
        assertThatThrownBy(() -> again.use(Vendor.OPENAI, "work")).hasMessageContaining("there are environment, home");
    }

    @Test
    void readsTheSingleAccountOfAnEarlierVersion() throws IOException {
        Files.createDirectories(directory);
        Path old = directory.resolve("anthropic.json");
        Files.writeString(old, "{\"kind\":\"API_KEY\",\"since\":\"2026-01-02T03:04:05Z\",\"secret\":\"" + KEY + "\"}");
        Accounts accounts = new Accounts(directory, Map.of());
        assertThat(secret(accounts, Vendor.ANTHROPIC, "default")).isEqualTo(KEY);
        accounts.put(claude(Kind.SUBSCRIPTION_TOKEN, TOKEN));
        assertThat(old).doesNotExist();
        assertThat(secret(new Accounts(directory, Map.of()), Vendor.ANTHROPIC, null))
                .isEqualTo(TOKEN);
    }

    @Test
    @Tag("attack-48")
    void neverShowsASecret() throws IOException {
        Accounts accounts = new Accounts(directory, Map.of("ANTHROPIC_API_KEY", KEY));
        assertThat(accounts.list().toString()).doesNotContain("not-a-real-key");
        assertThat(accounts.find(Vendor.ANTHROPIC, null).toString()).doesNotContain("not-a-real-key");
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> claude(Kind.SUBSCRIPTION_TOKEN, KEY)).hasMessageNotContaining("not-a-real");
        assertThat(claude(Kind.API_KEY, KEY).toString()).doesNotContain("not-a-real");
        assertThatThrownBy(() -> given("codex", "x", Kind.CHATGPT, "{\"tokens\": planted-text", null))
                .hasMessageNotContaining("planted");

        Files.createDirectories(directory);
        Files.writeString(directory.resolve("anthropic.json"), "{\"kind\":\"API_KEY\",\"secret\":\"planted");
        assertThatThrownBy(() -> new Accounts(directory, Map.of())).hasNoCause().hasMessageNotContaining("planted");
    }

    @Test
    void takesTheEnvironmentsUntilAnotherIsGiven() {
        Accounts accounts =
                new Accounts(directory, Map.of("CLAUDE_CODE_OAUTH_TOKEN", TOKEN, "GEMINI_API_KEY", "AIzaNotARealKey"));
        assertThat(accounts.list()).hasSize(2).allSatisfy(account -> {
            assertThat(account.source()).isEqualTo(Source.ENVIRONMENT);
            assertThat(account.chosen()).isTrue();
        });
        accounts.put(claude(Kind.API_KEY, KEY));
        assertThat(secret(accounts, Vendor.ANTHROPIC, null)).isEqualTo(KEY);
        accounts.remove(Vendor.ANTHROPIC, "default");
        assertThatThrownBy(() -> accounts.remove(Vendor.ANTHROPIC, "default")).isInstanceOf(PaddockException.class);
        assertThat(secret(accounts, Vendor.ANTHROPIC, null)).isEqualTo(TOKEN);
    }

    @Test
    void saysWhenKeysWereSwapped() {
        assertThatThrownBy(() -> claude(Kind.API_KEY, TOKEN))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("subscription-token");
        assertThatThrownBy(() -> claude(Kind.SUBSCRIPTION_TOKEN, KEY)).hasMessageContaining("api-key");
        assertThatThrownBy(() -> given("gemini", "x", Kind.API_KEY, KEY, null)).hasMessageContaining("Anthropic");
        assertThatThrownBy(() -> new Accounts(directory, Map.of("OPENAI_API_KEY", KEY)))
                .hasMessageContaining("OPENAI_API_KEY");
    }

    @Test
    void refusesWhatCantBeASecret() {
        for (String secret :
                new String[] {"", "short", "with a space in it", "line\nbreak-in-it", "x".repeat(10_000), "emphasé-key"
                }) {
            assertThatThrownBy(() -> claude(Kind.API_KEY, secret)).isInstanceOf(PaddockException.class);
        }
        assertThatThrownBy(() -> Vendor.of("../x")).isInstanceOf(PaddockException.class);
        for (String name : new String[] {"../x", "", "A", "environment", "launch-key", "x".repeat(33)}) {
            assertThatThrownBy(() -> given("claude", name, Kind.API_KEY, KEY, null))
                    .as(name)
                    .isInstanceOf(PaddockException.class);
        }
    }

    @Test
    void takesAModelServerWithoutAKeyByItsAddressOnly() {
        NewAccount local = given("openai-compatible", "local", Kind.NONE, "", "http://127.0.0.1:11434/v1");
        assertThat(new Accounts(directory, Map.of()).put(local).hint()).isEmpty();
        assertThat(new Accounts(directory, Map.of()).find(Vendor.OPENAI_COMPATIBLE, null))
                .hasValueSatisfying(found -> assertThat(found.secret()).isInstanceOf(Secret.None.class));
        assertThatThrownBy(() -> given("openai-compatible", "x", Kind.NONE, "", null))
                .hasMessageContaining("--url");
        assertThatThrownBy(() -> given("claude", "x", Kind.NONE, "", null)).hasMessageContaining("--url");
        assertThatThrownBy(() -> given("claude", "x", Kind.API_KEY, KEY, "http://models.example"))
                .hasMessageContaining("--insecure");
        assertThat(NewAccount.of(Vendor.ANTHROPIC, "x", Kind.API_KEY, KEY, "http://models.example", true)
                        .url())
                .isEqualTo(URI.create("http://models.example"));
        for (String url : new String[] {"https://a@b.example", "https://a.example?k=v", "file:///x", "x", "https://"}) {
            assertThatThrownBy(() -> given("claude", "x", Kind.API_KEY, KEY, url))
                    .as(url)
                    .isInstanceOf(PaddockException.class);
        }
    }
}
