package dev.paddock.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ChatGPT sign-ins against an issuer on loopback that gives each refresh token once. */
@Tag("A3")
class ChatGptTest {
    @TempDir
    Path root;

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile String refresh = "refresh-1";
    private volatile int failing;
    private volatile boolean signedIn;
    private HttpServer server;
    private ExecutorService threads;
    private ChatGptIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = answer(exchange.getRequestURI().getPath(), body);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        issuer = new ChatGptIssuer(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), ChatGptTest::trust);
    }

    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        issuer.close();
        server.stop(0);
        threads.close();
    }

    private record Answer(int status, String body) {}

    private synchronized Answer answer(String path, String body) {
        asked.add(path);
        if (failing > 0) {
            return new Answer(
                    failing, "{\"error\":{\"code\":\"refresh_token_reused\",\"message\":\"" + refresh + "\"}}");
        }
        return switch (path) {
            case "/api/accounts/deviceauth/usercode" ->
                new Answer(200, "{\"device_auth_id\":\"d1\",\"user_code\":\"ABCD-1234\",\"interval\":\"1\"}");
            case "/api/accounts/deviceauth/token" ->
                signedIn
                        ? new Answer(
                                200,
                                "{\"authorization_code\":\"c1\",\"code_challenge\":\"x\",\"code_verifier\":\"v1\"}")
                        : new Answer(403, "{}");
            case "/oauth/token" -> {
                boolean exchange = body.contains("code=c1") && body.contains("code_verifier=v1");
                if (!exchange && !body.contains("\"" + refresh + "\"")) {
                    yield new Answer(401, "{\"error\":{\"code\":\"refresh_token_reused\"}}");
                }
                refresh = "refresh-" + asked.size() + "-next";
                yield new Answer(
                        200,
                        "{\"access_token\":\"" + jwt(3600, "") + "\",\"refresh_token\":\"" + refresh
                                + "\",\"id_token\":\"" + jwt(3600, "acct-7") + "\"}");
            }
            default -> new Answer(404, "");
        };
    }

    private static String jwt(long seconds, String account) {
        String claims = "{\"exp\":" + Instant.now().plusSeconds(seconds).getEpochSecond() + ",\"n\":"
                + System.nanoTime() + ",\"https://api.openai.com/auth\":{\"chatgpt_account_id\":\"" + account + "\"}}";
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return "eyJhbGciOiJub25lIn0." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private Accounts signedInFor(long seconds) {
        Accounts accounts = new Accounts(root, Map.of());
        String file = "{\"auth_mode\":\"chatgpt\",\"tokens\":{\"id_token\":\"" + jwt(0, "acct-7")
                + "\",\"access_token\":\"" + jwt(seconds, "acct-7") + "\",\"refresh_token\":\"refresh-1\"}}";
        accounts.put(NewAccount.of(Vendor.OPENAI, "chat", Account.Kind.CHATGPT, file, null, false));
        return accounts;
    }

    private static Account account(Accounts accounts) {
        return accounts.find(Vendor.OPENAI, "chat").orElseThrow().account();
    }

    @Test
    void takesOverTheSignInOfCodex() {
        Accounts accounts = signedInFor(3600);
        assertThat(account(accounts).hint()).isEqualTo("acct-7");
        ChatGptRenewal renewal = new ChatGptRenewal(accounts, issuer);
        assertThat(renewal.fresh(account(accounts)).orElseThrow().refresh()).isEqualTo("refresh-1");
        assertThat(asked).isEmpty();
    }

    @Test
    void renewsOnceForAllWhoAskWhenTheTokenIsAboutToEnd() throws Exception {
        Accounts accounts = signedInFor(60);
        ChatGptRenewal renewal = new ChatGptRenewal(accounts, issuer);
        List<Future<ChatGptTokens>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(threads.submit(() -> renewal.fresh(account(accounts)).orElseThrow()));
        }
        for (Future<ChatGptTokens> answer : answers) {
            assertThat(answer.get().refresh()).isEqualTo(refresh);
        }
        assertThat(asked).hasSize(1);
        assertThat(new Accounts(root, Map.of())
                        .find(Vendor.OPENAI, "chat")
                        .orElseThrow()
                        .secret())
                .as("what the next server finds")
                .isEqualTo(new Secret.ChatGpt(answers.getFirst().get()));
    }

    @Test
    void renewsATokenThatTheVendorRefused() {
        Accounts accounts = signedInFor(3600);
        ChatGptRenewal renewal = new ChatGptRenewal(accounts, issuer);
        String refused = renewal.fresh(account(accounts)).orElseThrow().access();
        ChatGptTokens next = renewal.after(account(accounts), refused).orElseThrow();
        assertThat(next.access()).isNotEqualTo(refused);
        assertThat(renewal.after(account(accounts), refused)).contains(next);
        assertThat(asked).hasSize(1);
    }

    @Test
    void saysThatThePersonMustSignInAgainAndQuotesNoToken() {
        Accounts accounts = signedInFor(60);
        failing = 401;
        ChatGptRenewal renewal = new ChatGptRenewal(accounts, issuer);
        assertThatThrownBy(() -> renewal.fresh(account(accounts)))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessageContaining("refresh_token_reused")
                .hasMessageContaining("paddock auth codex --chatgpt")
                .hasMessageNotContaining("refresh-1");
    }

    @Test
    void goesOnWithATokenThatStillCountsWhileTheIssuerIsDown() {
        Accounts accounts = signedInFor(60);
        ChatGptRenewal renewal = new ChatGptRenewal(accounts, issuer);
        server.stop(0);
        assertThat(renewal.fresh(account(accounts)).orElseThrow().refresh()).isEqualTo("refresh-1");
        Accounts late = signedInFor(-5);
        assertThatThrownBy(() -> new ChatGptRenewal(late, issuer).fresh(account(late)))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXTERNAL));
    }

    @Test
    void signsInByACodeInTheBrowser() throws IOException {
        Accounts accounts = new Accounts(root, Map.of());
        ChatGptSignIns signIns = new ChatGptSignIns(accounts, issuer);
        ChatGptSignIns.Begun begun = signIns.begin("chat");
        assertThat(begun.page().toString()).endsWith("/codex/device");
        assertThat(begun.code()).isEqualTo("ABCD-1234");
        assertThat(signIns.finish(begun.id())).isEmpty();
        signedIn = true;
        assertThat(signIns.finish(begun.id()))
                .hasValueSatisfying(account -> assertThat(account.hint()).isEqualTo("acct-7"));
        assertThatThrownBy(() -> signIns.finish(begun.id())).isInstanceOf(PaddockException.class);
        assertThat(Files.readString(root.resolve("accounts/openai/chat.json"))).contains(refresh);
        assertThatThrownBy(() -> signIns.begin("../x")).isInstanceOf(PaddockException.class);
    }
}
