package dev.paddock.rehearsal;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAI API of one conversation: {@code /responses}, {@code /chat/completions}, {@code /models}; the base URL holds
 * the version.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/error-codes">Errors</a>
 * @see <a href="https://developers.openai.com/api/docs/guides/rate-limits">Rate limits</a>
 */
final class OpenAiApi extends ModelApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] MODELS = {"gpt-6.1-sol", "gpt-6-luna"};

    private final Player player;

    OpenAiApi(Player player) {
        this.player = player;
    }

    @Override
    boolean serves(String path) {
        return path.startsWith("/responses") || path.startsWith("/chat/") || path.startsWith("/models");
    }

    @Override
    void route(HttpCall call, String path) throws IOException, InterruptedException {
        switch (path) {
            case "/responses" -> responses(call);
            case "/chat/completions" -> chat(call);
            case "/models" -> call.answer(200, "application/json", JsonBody.bytes(models()));
            default -> throw ApiError.notFound("Not found");
        }
    }

    private void responses(HttpCall call) throws IOException, InterruptedException {
        post(call);
        ResponsesRequest request = call.body(ResponsesRequest::parse);
        String aside = Codex.aside(request);
        Reply reply = aside != null ? Reply.aside(aside) : player.next(Codex.conversation(request), request.tools());
        answer(call, reply, request.stream(), new ResponsesReply(request, reply));
    }

    private void chat(HttpCall call) throws IOException, InterruptedException {
        post(call);
        ChatRequest request = call.body(ChatRequest::parse);
        Reply reply = request.format() != null
                ? Reply.aside(Schemas.example(
                                request.format(),
                                Schemas.title(request.conversation().prompt(), "first message:\n"))
                        .toString())
                : player.next(request.conversation(), request.tools());
        answer(call, reply, request.stream(), new ChatReply(request, reply));
    }

    @Override
    void fail(HttpCall call, ApiError e) throws IOException {
        ObjectNode body = JSON.objectNode();
        ObjectNode error = body.putObject("error").put("message", e.text());
        Limit limit = e.limit();
        if (limit != null && limit.kind() == Limit.Kind.USAGE) {
            usedUp(call, error, limit);
        } else {
            if (limit != null) {
                perMinute(call, limit);
            }
            error.put("type", e.type(type(e.status(), limit))).putNull("param").put("code", code(e.status()));
        }
        call.answer(e.status(), "application/json", JsonBody.bytes(body));
    }

    private static void perMinute(HttpCall call, Limit limit) {
        String what = limit.kind() == Limit.Kind.TOKENS ? "tokens" : "requests";
        call.header("x-ratelimit-limit-" + what, "1000");
        call.header("x-ratelimit-remaining-" + what, "0");
        call.header("x-ratelimit-reset-" + what, span(limit.seconds()));
    }

    /** What a ChatGPT subscription answers, and where Codex looks for the time. */
    private static void usedUp(HttpCall call, ObjectNode error, Limit limit) {
        long at = Instant.now().getEpochSecond() + limit.seconds();
        call.header("x-codex-primary-used-percent", "100");
        call.header("x-codex-primary-window-minutes", "300");
        call.header("x-codex-primary-reset-at", Long.toString(at));
        error.put("type", "usage_limit_reached")
                .put("plan_type", "plus")
                .put("resets_at", at)
                .put("resets_in_seconds", limit.seconds());
    }

    /** As in {@code 6m0s}. */
    private static String span(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }

    private static String type(int status, @Nullable Limit limit) {
        if (limit != null) {
            return limit.kind() == Limit.Kind.TOKENS ? "tokens" : "requests";
        }
        return switch (status) {
            case 401, 403, 404 -> "invalid_request_error";
            case 429 -> "requests";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static @Nullable String code(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 429 -> "rate_limit_exceeded";
            case 529 -> "server_is_overloaded";
            default -> null;
        };
    }

    private static ObjectNode models() {
        ObjectNode list = JSON.objectNode().put("object", "list");
        var data = list.putArray("data");
        for (String model : MODELS) {
            data.addObject()
                    .put("id", model)
                    .put("object", "model")
                    .put("created", 1_767_225_600)
                    .put("owned_by", "rehearsal");
        }
        return list;
    }
}
