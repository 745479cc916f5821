package dev.paddock.gateway;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Anthropic's Messages API, as Claude Code calls it: messages, token counts, the list of models. Files, batches and
 * everything else of the API stay closed.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/overview">API overview</a>
 * @see <a href="https://code.claude.com/docs/en/llm-gateway-protocol">what Claude Code asks of a gateway</a>
 */
public final class Anthropic implements ModelVendor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern MODEL_PATH = Pattern.compile("/v1/models(/[A-Za-z0-9][A-Za-z0-9._-]{0,127})?");
    private static final Pattern MODEL_QUERY =
            Pattern.compile("((beta=true|limit=\\d{1,4}|(after|before)_id=[A-Za-z0-9._-]{1,128})(&(?=.)|$))*");

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Optional<URI> defaultBase() {
        return Optional.of(URI.create("https://api.anthropic.com"));
    }

    @Override
    public boolean allows(String method, String path, String query) {
        boolean messages = path.equals("/v1/messages") || path.equals("/v1/messages/count_tokens");
        return switch (method) {
            case "POST" -> messages && (query.isEmpty() || query.equals("beta=true"));
            case "GET" ->
                MODEL_PATH.matcher(path).matches() && MODEL_QUERY.matcher(query).matches();
            default -> false;
        };
    }

    @Override
    public byte[] error(Refusal refusal, String message) {
        String type = switch (refusal.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 502, 503 -> "api_error";
            default -> "invalid_request_error";
        };
        return JSON.writeValueAsBytes(Map.of("type", "error", "error", Map.of("type", type, "message", message)));
    }

    @Override
    public Optional<UsageMeter> meter(String method, String path) {
        return path.equals("/v1/messages") ? Optional.of(new AnthropicMeter()) : Optional.empty();
    }

    @Override
    public String signIn() {
        return "Set ANTHROPIC_API_KEY where Paddock is started, or run `paddock auth claude`, or start the run with"
                + " --rehearse.";
    }
}
