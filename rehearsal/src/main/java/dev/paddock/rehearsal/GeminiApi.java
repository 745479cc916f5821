package dev.paddock.rehearsal;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Gemini API of one conversation: {@code generateContent}, {@code streamGenerateContent} (as server-sent events),
 * {@code countTokens}, the list of models.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/troubleshooting">Errors</a>
 */
final class GeminiApi extends ModelApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern CALL = Pattern.compile("/v1beta/models/([A-Za-z0-9._-]{1,128}):([A-Za-z]+)");
    private static final String GOOGLE = "type.googleapis.com/google.rpc.";

    private final Player player;

    GeminiApi(Player player) {
        this.player = player;
    }

    @Override
    boolean serves(String path) {
        return path.startsWith("/v1beta/");
    }

    @Override
    void route(HttpCall call, String path) throws IOException, InterruptedException {
        if (path.equals("/v1beta/models")) {
            ObjectNode list = JSON.objectNode();
            list.putArray("models").addObject().put("name", "models/gemini-3.1-pro-preview");
            call.answer(200, "application/json", JsonBody.bytes(list));
            return;
        }
        Matcher asked = CALL.matcher(path);
        if (!asked.matches()) {
            throw ApiError.notFound("Not found");
        }
        post(call);
        GeminiRequest request = call.body(GeminiRequest::parse);
        switch (asked.group(2)) {
            case "generateContent" -> generate(call, asked.group(1), request, false);
            case "streamGenerateContent" -> generate(call, asked.group(1), request, true);
            case "countTokens" -> {
                long tokens = Tokens.of(request.size(), Step.Spend.DERIVED).total();
                call.answer(
                        200,
                        "application/json",
                        JsonBody.bytes(JSON.objectNode().put("totalTokens", tokens)));
            }
            default -> throw ApiError.notFound("Not found");
        }
    }

    private void generate(HttpCall call, String model, GeminiRequest request, boolean stream)
            throws IOException, InterruptedException {
        String aside = GeminiCli.aside(request, stream);
        Reply reply =
                aside != null ? Reply.aside(aside) : player.next(GeminiCli.conversation(request), request.tools());
        answer(call, reply, stream, new GeminiReply(model, request, reply));
    }

    @Override
    void fail(HttpCall call, ApiError e) throws IOException {
        // Google has no status of its own for an overloaded model.
        int status = e.status() == 529 ? 503 : e.status();
        ObjectNode body = JSON.objectNode();
        ObjectNode error = body.putObject("error")
                .put("code", status)
                .put("message", e.text())
                .put("status", e.type(status(status)));
        Limit limit = e.limit();
        Long retryAfter = e.retryAfter();
        if (limit != null || retryAfter != null) {
            ArrayNode details = error.putArray("details");
            if (limit != null) {
                details.addObject()
                        .put("@type", GOOGLE + "QuotaFailure")
                        .putArray("violations")
                        .addObject()
                        .put("quotaMetric", "generativelanguage.googleapis.com/generate_content_requests")
                        .put("quotaId", quota(limit))
                        .put("quotaValue", "10");
            }
            details.addObject().put("@type", GOOGLE + "RetryInfo").put("retryDelay", retryAfter + "s");
        }
        call.answer(status, "application/json", JsonBody.bytes(body));
    }

    private static String quota(Limit limit) {
        return switch (limit.kind()) {
            case REQUESTS -> "GenerateRequestsPerMinutePerProjectPerModel";
            case TOKENS -> "GenerateContentInputTokensPerModelPerMinute";
            case USAGE -> "GenerateRequestsPerDayPerProjectPerModel";
        };
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
