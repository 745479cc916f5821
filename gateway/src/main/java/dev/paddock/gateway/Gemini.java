package dev.paddock.gateway;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Google's Gemini API as Gemini CLI calls it: generating content, counting tokens, the list of models. Files, caches,
 * tuned models and everything else stay closed.
 *
 * @see <a href="https://ai.google.dev/api">API reference</a>
 */
public final class Gemini implements ModelVendor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "/v1beta/models/[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    private static final Pattern CALL = Pattern.compile(MODEL + ":(generateContent|streamGenerateContent|countTokens)");
    /** What Gemini CLI waits for within its turn at most, in seconds. */
    private static final long LONGEST_WAIT = 300;

    private static final Pattern MODELS = Pattern.compile("/v1beta/models|" + MODEL);
    private static final Pattern MODELS_QUERY =
            Pattern.compile("|((pageSize=\\d{1,4}|pageToken=[A-Za-z0-9._-]{1,256})(&(?=.)|$))+");

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Optional<URI> defaultBase() {
        return Optional.of(URI.create("https://generativelanguage.googleapis.com"));
    }

    @Override
    public boolean allows(String method, String path, String query) {
        return switch (method) {
            case "POST" -> CALL.matcher(path).matches() && (query.isEmpty() || query.equals("alt=sse"));
            case "GET" ->
                MODELS.matcher(path).matches() && MODELS_QUERY.matcher(query).matches();
            default -> false;
        };
    }

    @Override
    public byte[] error(Refusal refusal, String message) {
        String status = switch (refusal.status()) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 502, 503 -> "UNAVAILABLE";
            default -> "INVALID_ARGUMENT";
        };
        return JSON.writeValueAsBytes(
                Map.of("error", Map.of("code", refusal.status(), "message", message, "status", status)));
    }

    @Override
    public Optional<byte[]> pause(Instant until) {
        long seconds =
                Math.max(LONGEST_WAIT, Duration.between(Instant.now(), until).toSeconds()) + 1;
        Map<String, String> retry =
                Map.of("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", seconds + "s");
        String message = "Paddock: the model's limit is reached until " + until.truncatedTo(ChronoUnit.SECONDS) + ".";
        return Optional.of(JSON.writeValueAsBytes(Map.of(
                "error",
                Map.of("code", 429, "message", message, "status", "RESOURCE_EXHAUSTED", "details", List.of(retry)))));
    }

    @Override
    public Optional<UsageMeter> meter(String method, String path) {
        return path.endsWith("enerateContent") ? Optional.of(new GeminiMeter()) : Optional.empty();
    }

    @Override
    public String signIn() {
        return "Set GEMINI_API_KEY where Paddock is started, or run `paddock auth gemini`, or start the run with"
                + " --rehearse.";
    }
}
