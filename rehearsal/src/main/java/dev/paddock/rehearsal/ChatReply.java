package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply in the form of the OpenAI Chat Completions API, whole or as server-sent events. What the model thinks stands in
 * {@code reasoning_content}, as servers of open models have it.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/chat">Chat Completions API</a>
 */
final class ChatReply implements ModelApi.Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ChatRequest request;
    private final Reply reply;
    private final String id = Ids.next("chatcmpl-");
    private final long created = Instant.now().getEpochSecond();
    private long chars;

    ChatReply(ChatRequest request, Reply reply) {
        this.request = request;
        this.reply = reply;
    }

    @Override
    public byte[] whole() {
        ObjectNode message = JSON.objectNode().put("role", "assistant");
        StringBuilder content = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        ArrayNode calls = JSON.arrayNode();
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> thought.append(thinking.text());
                case Part.Text text -> content.append(Speech.whole(text, Long.MAX_VALUE));
                case Part.ToolCall call ->
                    calls.add(call(call, calls.size(), call.input().toString()));
            }
        }
        message.put("content", content.toString());
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        chars = Size.of(message);
        ObjectNode whole = head("chat.completion");
        whole.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", reason())
                .set("message", message);
        whole.set("usage", usage());
        return JsonBody.bytes(whole);
    }

    @Override
    public void stream(OutputStream raw) throws IOException, InterruptedException {
        PacedStream out = new PacedStream(raw, reply.pace().every(), reply.cutAfter());
        Speech speech = new Speech(out, reply.pace());
        chunk(out, JSON.objectNode().put("role", "assistant").put("content", ""), null);
        int calls = 0;
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    speech.say(
                            thinking.text(),
                            piece -> chunk(out, JSON.objectNode().put("reasoning_content", piece), null));
                    chars += thinking.text().length();
                }
                case Part.Text text ->
                    chars += speech.say(
                            text, piece -> chunk(out, JSON.objectNode().put("content", piece), null));
                case Part.ToolCall call -> {
                    int index = calls++;
                    ObjectNode begin = JSON.objectNode();
                    begin.putArray("tool_calls").add(call(call, index, ""));
                    chunk(out, begin, null);
                    String arguments = call.input().toString();
                    speech.say(arguments, piece -> {
                        ObjectNode more = JSON.objectNode();
                        more.putArray("tool_calls")
                                .addObject()
                                .put("index", index)
                                .putObject("function")
                                .put("arguments", piece);
                        chunk(out, more, null);
                    });
                    chars += arguments.length();
                }
            }
        }
        chunk(out, JSON.objectNode(), reason());
        if (request.counted()) {
            ObjectNode last = head("chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage());
            event(out, last.toString());
        }
        event(out, "[DONE]");
        out.flush();
    }

    private void chunk(PacedStream out, ObjectNode delta, @Nullable String reason) throws IOException {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", reason)
                .set("delta", delta);
        event(out, chunk.toString());
    }

    private static void event(PacedStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode head(String object) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", request.model());
    }

    private ObjectNode usage() {
        Tokens tokens = Tokens.of(request.size(), reply.spend());
        long said = tokens.output(Tokens.of(chars));
        ObjectNode usage = JSON.objectNode()
                .put("prompt_tokens", tokens.total())
                .put("completion_tokens", said)
                .put("total_tokens", tokens.total() + said);
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", tokens.cacheRead())
                .put("cache_write_tokens", tokens.cacheWrite());
        return usage;
    }

    private String reason() {
        return reply.callsTools() ? "tool_calls" : "stop";
    }

    private static ObjectNode call(Part.ToolCall call, int index, String arguments) {
        ObjectNode node = JSON.objectNode()
                .put("index", index)
                .put("id", Ids.next("call_"))
                .put("type", "function");
        node.putObject("function").put("name", call.tool()).put("arguments", arguments);
        return node;
    }
}
