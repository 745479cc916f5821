package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Anthropic API of one conversation: {@code /v1/messages}, {@code /v1/messages/count_tokens}, {@code /v1/models}.
 * No key is asked for. Safe for threads.
 *
 * @see <a href="https://docs.claude.com/en/api/errors">Errors</a>
 */
final class AnthropicApi {
    private static final System.Logger LOG = System.getLogger(AnthropicApi.class.getName());
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] MODELS = {"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"};

    private final Player player;

    AnthropicApi(Script script) {
        this.player = new Player(script);
    }

    /** Answers one request; what goes wrong is answered in the API's form. */
    void handle(HttpCall call, String path) throws IOException, InterruptedException {
        try {
            route(call, path);
        } catch (ApiError e) {
            fail(call, e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "request " + call.id() + " failed", e);
            fail(call, new ApiError(500, "api_error", "Internal server error", null));
        }
    }

    private static void fail(HttpCall call, ApiError e) throws IOException {
        ObjectNode error = JSON.objectNode().put("type", "error");
        error.putObject("error").put("type", e.type()).put("message", e.text());
        error.put("request_id", call.id());
        Integer retryAfter = e.retryAfter();
        if (retryAfter != null) {
            call.header("retry-after", Integer.toString(retryAfter));
        }
        call.answer(e.status(), "application/json", bytes(error));
    }

    private void route(HttpCall call, String path) throws IOException, InterruptedException {
        switch (path) {
            case "/v1/messages" -> messages(call);
            case "/v1/messages/count_tokens" -> {
                AnthropicRequest request = post(call, true);
                long tokens = Tokens.of(request, Reply.aside("")).total();
                call.answer(200, "application/json", bytes(JSON.objectNode().put("input_tokens", tokens)));
            }
            case "/v1/models" -> call.answer(200, "application/json", bytes(models()));
            case "", "/" -> call.answer(200, "text/plain", new byte[0]);
            default -> {
                if (!path.startsWith("/v1/models/")) {
                    throw ApiError.notFound("Not found");
                }
                call.answer(200, "application/json", bytes(model(path.substring("/v1/models/".length()))));
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
                : player.next(ClaudeCode.conversation(request), ClaudeCode.offered(request), ClaudeCode::plan);
        Thread.sleep(reply.delay());
        AnthropicReply answer = new AnthropicReply(request, reply);
        if (!request.stream()) {
            if (reply.cutAfter() != Reply.WHOLE) {
                throw new PacedStream.ConnectionCut();
            }
            call.answer(200, "application/json", answer.whole());
            return;
        }
        call.header("cache-control", "no-cache");
        OutputStream out = call.stream(200, "text/event-stream; charset=utf-8");
        answer.stream(out);
        // Closing marks the answer as whole; when streaming fails, the server breaks the connection instead.
        out.close();
    }

    private static AnthropicRequest post(HttpCall call, boolean counting) throws IOException, InterruptedException {
        if (!call.method().equals("POST")) {
            throw new ApiError(405, "invalid_request_error", "Method Not Allowed", null);
        }
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

    private static byte[] bytes(ObjectNode json) {
        return JsonMapper.shared().writeValueAsBytes(json);
    }
}
