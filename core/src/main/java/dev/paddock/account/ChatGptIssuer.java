package dev.paddock.account;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where ChatGPT sign-ins are made and renewed, as Codex does it: the device flow, and the refresh grant. Its answers are never quoted in errors or logs but for
 * their error codes. Thread-safe; close it.
 *
 * @see <a href="https://github.com/openai/codex/blob/main/codex-rs/login/src/device_code_auth.rs">device flow</a>
 * @see <a href="https://github.com/openai/codex/blob/main/codex-rs/login/src/auth/manager.rs">refresh</a>
 */
public final class ChatGptIssuer implements AutoCloseable {
    /** OpenAI's own. */
    public static final URI REAL = URI.create("https://auth.openai.com");

    /** The public client that Codex is. */
    private static final String CLIENT = "app_EMoamEEZ73f0CkXaXp7hrann";

    private static final int MAX_ANSWER = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> ENDED =
            Set.of("refresh_token_expired", "refresh_token_reused", "refresh_token_invalidated", "invalid_grant");

    private final URI base;
    private final Supplier<SSLContext> trust;
    private @Nullable HttpClient client; // made when first needed: most servers never do

    /** @param trust the authorities whose certificates it believes */
    public ChatGptIssuer(URI base, Supplier<SSLContext> trust) {
        this.base = base;
        this.trust = trust;
    }

    /**
     * What a person needs to sign in.
     *
     * @param page where
     * @param code what to enter there
     * @param id by which this server asks how it went
     * @param interval between two questions
     */
    public record Device(URI page, String code, String id, Duration interval) {
        @Override
        public String toString() {
            return "Device[" + page + "]";
        }
    }

    private record Answer(int status, JsonNode body) {
        String error() {
            JsonNode error = body.path("error");
            String code = error.isObject() ? error.path("code").asString("") : error.asString("");
            return code.matches("[a-z_]{1,64}") ? code : "";
        }
    }

    /** Begins a sign-in that a person ends in a browser within 15 minutes. */
    Device begin() {
        Answer answer = post("/api/accounts/deviceauth/usercode", json(Map.of("client_id", CLIENT)));
        String id = answer.body().path("device_auth_id").asString("");
        String code = answer.body()
                .path("user_code")
                .asString(answer.body().path("usercode").asString(""));
        if (answer.status() != 200 || id.isEmpty() || !code.matches("[A-Za-z0-9-]{4,32}")) {
            throw refused("does not begin a sign-in by code", answer);
        }
        String interval = answer.body().path("interval").asString("5");
        long seconds = interval.matches("\\d{1,3}") ? Long.parseLong(interval) : 5;
        return new Device(base.resolve("/codex/device"), code, id, Duration.ofSeconds(Math.clamp(seconds, 1, 60)));
    }

    /** The tokens, once the person has signed in. */
    Optional<ChatGptTokens> poll(Device device) {
        Answer answer = post(
                "/api/accounts/deviceauth/token",
                json(Map.of("device_auth_id", device.id(), "user_code", device.code())));
        if (answer.status() == 403 || answer.status() == 404) {
            return Optional.empty();
        }
        String code = answer.body().path("authorization_code").asString("");
        String verifier = answer.body().path("code_verifier").asString("");
        if (answer.status() != 200 || code.isEmpty() || verifier.isEmpty()) {
            throw refused("does not end the sign-in", answer);
        }
        Answer tokens = post(
                "/oauth/token",
                form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        base.resolve("/deviceauth/callback").toString(),
                        "client_id",
                        CLIENT,
                        "code_verifier",
                        verifier)));
        if (tokens.status() != 200) {
            throw refused("gives no tokens", tokens);
        }
        return Optional.of(ChatGptTokens.of(tokens.body(), ""));
    }

    /**
     * New tokens for old ones, whose refresh token counts no more then.
     *
     * @throws PaddockException UNAUTHENTICATED if the sign-in has ended for good, EXTERNAL if it could not be asked
     */
    ChatGptTokens renew(ChatGptTokens old) {
        Answer answer = post(
                "/oauth/token",
                json(Map.of("client_id", CLIENT, "grant_type", "refresh_token", "refresh_token", old.refresh())));
        if (answer.status() == 401 || ENDED.contains(answer.error())) {
            throw new PaddockException(
                    ErrorCode.UNAUTHENTICATED,
                    "the ChatGPT sign-in has ended" + (answer.error().isEmpty() ? "" : " (" + answer.error() + ")")
                            + "; sign in again with `paddock auth codex --chatgpt`");
        }
        String access = answer.body().path("access_token").asString("");
        if (answer.status() != 200 || access.isEmpty()) {
            throw refused("does not renew the sign-in", answer);
        }
        return new ChatGptTokens(access, answer.body().path("refresh_token").asString(old.refresh()), old.account());
    }

    private Answer post(String path, HttpRequest.Builder request) {
        HttpRequest made = request.uri(base.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> response = client().send(made, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answer(response.statusCode(), read(body.readNBytes(MAX_ANSWER)));
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "no answer from " + base.getHost() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while asking " + base.getHost(), e);
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (JacksonException e) {
            return EventJson.mapper().createObjectNode();
        }
    }

    private static HttpRequest.Builder json(Map<String, String> fields) {
        return HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(EventJson.mapper().writeValueAsString(fields)));
    }

    private static HttpRequest.Builder form(Map<String, String> fields) {
        String text = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(text));
    }

    private PaddockException refused(String what, Answer answer) {
        return new PaddockException(
                ErrorCode.EXTERNAL,
                base.getHost() + " " + what + ": status " + answer.status()
                        + (answer.error().isEmpty() ? "" : ", " + answer.error()));
    }

    private synchronized HttpClient client() {
        HttpClient present = client;
        if (present == null) {
            present = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .sslContext(trust.get())
                    .build();
            client = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        HttpClient present = client;
        if (present != null) {
            present.shutdownNow();
        }
    }
}
