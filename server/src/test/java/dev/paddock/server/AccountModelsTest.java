package dev.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.account.Account.Kind;
import dev.paddock.account.Accounts;
import dev.paddock.account.ChatGptIssuer;
import dev.paddock.account.ChatGptRenewal;
import dev.paddock.account.LaunchKeys;
import dev.paddock.account.NewAccount;
import dev.paddock.account.Vendor;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.Dialler;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.GatewayLimits;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.gateway.NoCredentialException;
import dev.paddock.home.Home;
import dev.paddock.home.Settings;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which credential goes where, with a vendor on loopback behind the real gateway. */
@Tag("A3")
class AccountModelsTest {
    private static final String KEY = "sk-proj-planted-0123456789";

    @TempDir
    Path root;

    private final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();
    private HttpServer vendor;
    private Accounts accounts;
    private AccountModels models;
    private Gateway gateway;
    private AccountTrial trial;

    @BeforeEach
    void start() throws IOException, NoSuchAlgorithmException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/", exchange -> {
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            authorizations.add(exchange.getRequestURI() + " " + authorization);
            boolean good = !authorization.contains("wrong");
            // Some vendors repeat the key that they refuse.
            byte[] body = (good ? "{\"data\":[]}" : "{\"error\":{\"message\":\"no such key: " + authorization + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? 200 : 401, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        vendor.start();
        Home home = new Home(root, root);
        accounts = new Accounts(home.secrets(), Map.of());
        ChatGptIssuer issuer = new ChatGptIssuer(URI.create("https://issuer.invalid"), () -> {
            throw new IllegalStateException("nobody asks");
        });
        Settings settings = Settings.read(home.config(), Map.of());
        models = new AccountModels(accounts, new ChatGptRenewal(accounts, issuer), settings);
        gateway = new Gateway(
                host -> {
                    throw new UnknownHostException(host);
                },
                Dialler.system(),
                GatewayLimits.DEFAULT,
                SSLContext.getDefault());
        trial = new AccountTrial(gateway, home, models);
    }

    @AfterEach
    void stop() {
        gateway.close();
        vendor.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + vendor.getAddress().getPort() + "/v1";
    }

    private void put(String vendor, String name, Kind kind, String secret, @Nullable String url) {
        accounts.put(NewAccount.of(Vendor.of(vendor), name, kind, secret, url, false));
    }

    private static ModelVendor vendor(String name) {
        return VendorModels.vendor(name);
    }

    @Test
    void triesAnAccountThroughTheGateway() {
        put("codex", "work", Kind.API_KEY, KEY, url());
        AccountBook.TestView good = trial.run(Vendor.OPENAI, null);
        assertThat(good.ok()).as(good.toString()).isTrue();
        assertThat(good.name()).isEqualTo("work");
        assertThat(authorizations.remove()).isEqualTo("/v1/models?client_version=1.0.0 Bearer " + KEY);

        put("codex", "home", Kind.API_KEY, "sk-proj-wrong-0123456789", url());
        AccountBook.TestView bad = trial.run(Vendor.OPENAI, "home");
        assertThat(bad.ok()).isFalse();
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.message()).contains("no such key").doesNotContain("0123456789");

        put("openai-compatible", "local", Kind.NONE, "", url());
        assertThat(trial.run(Vendor.OPENAI_COMPATIBLE, null).ok()).isTrue();
        put("openai-compatible", "away", Kind.API_KEY, KEY, "http://127.0.0.1:1");
        assertThat(trial.run(Vendor.OPENAI_COMPATIBLE, "away").status()).isEqualTo(502);
        assertThatThrownBy(() -> trial.run(Vendor.GEMINI, null)).hasMessageContaining("paddock auth gemini");
        assertThatThrownBy(() -> trial.run(Vendor.OPENAI, "nobody")).hasMessageContaining("--name nobody");
    }

    @Test
    @Tag("attack-48")
    void sendsNoCredentialToAnotherAddressThanTheRouteBeganWith() {
        put("codex", "work", Kind.API_KEY, KEY, url());
        ModelRoute route = models.ofAccount(vendor("openai"), "work");
        assertThat(route.credential().get()).contains(Credential.bearer(KEY));
        put("codex", "work", Kind.API_KEY, "sk-proj-another-0123456789", url());
        assertThat(route.credential().get()).contains(Credential.bearer("sk-proj-another-0123456789"));
        put("codex", "work", Kind.API_KEY, KEY, "https://elsewhere.example");
        assertThatThrownBy(() -> route.credential().get())
                .isInstanceOf(NoCredentialException.class)
                .hasMessageContaining("another address");
        accounts.remove(Vendor.OPENAI, "work");
        assertThat(route.credential().get()).isEmpty();
        put("codex", "other", Kind.API_KEY, KEY, url());
        assertThat(route.credential().get())
                .as("it was named: no other takes its place")
                .isEmpty();
    }

    @Test
    void aRouteOfTheDefaultAccountGoesOnWithTheNextDefaultAtTheSameAddressOnly() {
        put("gemini", "a", Kind.API_KEY, "AIza-first-key-000", null);
        ModelRoute route = models.ofAccount(vendor("gemini"), null);
        put("gemini", "b", Kind.API_KEY, "AIza-second-key-00", null);
        assertThat(route.credential().get()).contains(Credential.gemini("AIza-first-key-000"));
        accounts.remove(Vendor.GEMINI, "a");
        assertThat(route.credential().get()).contains(Credential.gemini("AIza-second-key-00"));
    }

    @Test
    void knowsHowEachKindTravels() {
        put("claude", "key", Kind.API_KEY, "sk-ant-api03-planted", null);
        put("claude", "plan", Kind.SUBSCRIPTION_TOKEN, "sk-ant-oat01-planted", null);
        put("claude", "gate", Kind.SUBSCRIPTION_TOKEN, "a-company-token", "https://gate.example");
        assertThat(models.ofAccount(vendor("anthropic"), "key").credential().get())
                .contains(Credential.apiKey("sk-ant-api03-planted"));
        assertThat(models.ofAccount(vendor("anthropic"), "plan").credential().get())
                .contains(Credential.anthropic("sk-ant-oat01-planted"));
        ModelRoute gate = models.ofAccount(vendor("anthropic"), "gate");
        assertThat(gate.credential().get()).contains(Credential.bearer("a-company-token"));
        assertThat(gate.base()).isEqualTo(URI.create("https://gate.example"));
    }

    @Test
    @Tag("A4")
    void aKeyOfOneTaskIsInMemoryOnlyAndItsLossIsSaid() {
        LaunchKeys keys = new LaunchKeys(Duration.ofHours(1));
        TaskOptions options = LaunchKeys.note(TaskOptions.NONE, Map.of("codex", KEY));
        assertThat(options.toString()).contains("openai=launch-key").doesNotContain(KEY);
        keys.keep("run-1", Map.of("codex", KEY));
        ModelRoute route = models.ofKey(vendor("openai"), () -> keys.find("run-1", Vendor.OPENAI));
        assertThat(route.base()).isEqualTo(URI.create("https://api.openai.com/v1"));
        assertThat(route.credential().get()).contains(Credential.bearer(KEY));
        keys.release("run-1");
        assertThat(keys.find("run-1", Vendor.OPENAI))
                .as("while there may be more to say")
                .contains(KEY);

        LaunchKeys afterRestart = new LaunchKeys(Duration.ofHours(1));
        ModelRoute lost = models.ofKey(vendor("openai"), () -> afterRestart.find("run-1", Vendor.OPENAI));
        assertThatThrownBy(() -> lost.credential().get())
                .isInstanceOf(NoCredentialException.class)
                .hasMessageContaining("kept in memory only")
                .hasMessageContaining("--key");
        assertThatThrownBy(() -> LaunchKeys.note(
                        new TaskOptions(null, List.of(), Map.of("openai", "work"), Map.of(), null),
                        Map.of("openai", KEY)))
                .isInstanceOf(PaddockException.class);
        assertThatThrownBy(() -> LaunchKeys.note(TaskOptions.NONE, Map.of("gemini", "sk-ant-api03-planted")))
                .hasMessageNotContaining("planted");
    }
}
