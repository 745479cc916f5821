package dev.paddock.gateway;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's API as Codex calls it, or a server that speaks the same: responses, chat completions, the list of models. The
 * version is part of the base ({@code https://api.openai.com/v1}), so a run calls {@code /model/openai/responses}: that is
 * how clients join a base URL, and how the same calls reach {@code https://chatgpt.com/backend-api/codex} with a ChatGPT
 * sign-in. Files, stored responses, batches and everything else stay closed.
 *
 * @see <a href="https://developers.openai.com/api/reference/overview">API reference</a>
 */
public final class OpenAi implements ModelVendor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern MODELS = Pattern.compile("/models(/[A-Za-z0-9][A-Za-z0-9._:-]{0,127})?");
    private static final Pattern MODELS_QUERY = Pattern.compile("|client_version=[A-Za-z0-9.+-]{1,64}");

    private final String name;
    private final Optional<URI> base;
    private final String signIn;

    private OpenAi(String name, Optional<URI> base, String signIn) {
        this.name = name;
        this.base = base;
        this.signIn = signIn;
    }

    /** OpenAI itself. */
    public static OpenAi vendor() {
        return new OpenAi(
                "openai",
                Optional.of(URI.create("https://api.openai.com/v1")),
                "Set OPENAI_API_KEY where Paddock is started, or run `paddock auth codex`, or start the run with"
                        + " --rehearse.");
    }

    /** Any other server that speaks this API: a company's gateway, a model server of one's own. It may need no key. */
    public static OpenAi compatible() {
        return new OpenAi(
                "openai-compatible",
                Optional.empty(),
                "Run `paddock auth openai-compatible --url URL`, or start the run with --rehearse.");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<URI> defaultBase() {
        return base;
    }

    @Override
    public boolean allows(String method, String path, String query) {
        return switch (method) {
            case "POST" ->
                query.isEmpty()
                        && switch (path) {
                            case "/responses", "/responses/compact", "/chat/completions" -> true;
                            default -> false;
                        };
            case "GET" ->
                MODELS.matcher(path).matches() && MODELS_QUERY.matcher(query).matches();
            default -> false;
        };
    }

    @Override
    public byte[] error(Refusal refusal, String message) {
        String type = switch (refusal.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 502, 503 -> "server_error";
            default -> "invalid_request_error";
        };
        return JSON.writeValueAsBytes(
                Map.of("error", Map.of("message", message, "type", type, "code", refusal.code())));
    }

    /** As of a subscription that is used up: any other limit Codex waits for, however long. */
    @Override
    public Optional<byte[]> pause(Instant until) {
        String message = "Paddock: the model's limit is reached until " + until.truncatedTo(ChronoUnit.SECONDS) + ".";
        return Optional.of(JSON.writeValueAsBytes(Map.of(
                "error",
                Map.of("message", message, "type", "usage_limit_reached", "resets_at", until.getEpochSecond()))));
    }

    @Override
    public Optional<UsageMeter> meter(String method, String path) {
        return switch (path) {
            case "/responses", "/responses/compact" -> Optional.of(new ResponsesMeter());
            case "/chat/completions" -> Optional.of(new ChatMeter());
            default -> Optional.empty();
        };
    }

    @Override
    public String signIn() {
        return signIn;
    }
}
