package dev.paddock.rehearsal;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Anthropic API of one conversation: {@code /v1/messages}, {@code /v1/messages/count_tokens}, {@code /v1/models}.
 *
 * @see <a href="https://docs.claude.com/en/api/errors">Errors</a>
 */
final class AnthropicApi extends ModelApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] MODELS = {"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"};

    private final Player player;

    AnthropicApi(Player player) {
        this.player = player;
    }

    /** What no other API knows is this one's to refuse. */
    @Override
    boolean serves(String path) {
        return true;
    }

    @Override
    void fail(HttpCall call, ApiError e) throws IOException {
        ObjectNode error = JSON.objectNode().put("type", "error");
        error.putObject("error").put("type", e.type(type(e.status()))).put("message", e.text());
        error.put("request_id", call.id());
        Limit limit = e.limit();
        if (limit != null) {
            limited(call, limit);
        }
        call.answer(e.status(), "application/json", JsonBody.bytes(error));
    }

    private static void limited(HttpCall call, Limit limit) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(limit.seconds());
        switch (limit.kind()) {
            case REQUESTS, TOKENS -> {
                String prefix = limit.kind() == Limit.Kind.TOKENS
                        ? "anthropic-ratelimit-tokens-"
                        : "anthropic-ratelimit-requests-";
                call.header(prefix + "limit", "1000");
                call.header(prefix + "remaining", "0");
                call.header(prefix + "reset", at.toString());
            }
            case USAGE -> {
                String seconds = Long.toString(at.getEpochSecond());
                call.header("anthropic-ratelimit-unified-status", "rejected");
                call.header("anthropic-ratelimit-unified-representative-claim", "five_hour");
                call.header("anthropic-ratelimit-unified-reset", seconds);
                call.header("anthropic-ratelimit-unified-5h-status", "rejected");
                call.header("anthropic-ratelimit-unified-5h-reset", seconds);
            }
        }
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    @Override
    void route(HttpCall call, String path) throws IOException, InterruptedException {
        switch (path) {
            case "/v1/messages" -> messages(call);
            case "/v1/messages/count_tokens" -> {
                AnthropicRequest request = post(call, true);
                long tokens = Tokens.of(request.size(), Step.Spend.DERIVED).total();
                call.answer(
                        200,
                        "application/json",
                        JsonBody.bytes(JSON.objectNode().put("input_tokens", tokens)));
            }
            case "/v1/models" -> call.answer(200, "application/json", JsonBody.bytes(models()));
            case "", "/" -> call.answer(200, "text/plain", new byte[0]);
            default -> {
                if (!path.startsWith("/v1/models/")) {
                    throw ApiError.notFound("Not found");
                }
                call.answer(200, "application/json", JsonBody.bytes(model(path.substring("/v1/models/".length()))));
            }
        }
    }

    private void messages(HttpCall call) throws IOException, InterruptedException {
        if (call.requestHeader("anthropic-version").isEmpty()) {
            throw ApiError.invalid("anthropic-version: header is required");
        }
        AnthropicRequest request = post(call, false);
        String aside = ClaudeCode.aside(request);
        Reply reply = aside != null
                ? Reply.aside(aside)
                : player.next(ClaudeCode.conversation(request), ClaudeCode.offered(request));
        answer(call, reply, request.stream(), new AnthropicReply(request, reply));
    }

    private static AnthropicRequest post(HttpCall call, boolean counting) throws IOException, InterruptedException {
        post(call);
        return call.body(body -> AnthropicRequest.parse(body, counting));
    }

    private static ObjectNode models() {
        ObjectNode list = JSON.objectNode();
        var data = list.putArray("data");
        for (String model : MODELS) {
            data.add(model(model));
        }
        return list.put("has_more", false).put("first_id", MODELS[0]).put("last_id", MODELS[MODELS.length - 1]);
    }

    private static ObjectNode model(String id) {
        return JSON.objectNode()
                .put("type", "model")
                .put("id", id)
                .put("display_name", id + " (rehearsal)")
                .put("created_at", "2026-01-01T00:00:00Z");
    }
}
