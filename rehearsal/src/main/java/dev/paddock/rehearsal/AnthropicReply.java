package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply in the form of the Anthropic Messages API, whole or as server-sent events. Every reply has identifiers of
 * its own, as the API's have: an agent is confused by a tool call whose identifier it has seen before.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/streaming">Streaming messages</a>
 */
final class AnthropicReply implements ModelApi.Form {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final AnthropicRequest request;
    private final Reply reply;
    private final String id = Ids.next("msg_01");

    AnthropicReply(AnthropicRequest request, Reply reply) {
        this.request = request;
        this.reply = reply;
    }

    @Override
    public byte[] whole() {
        ObjectNode message = head();
        var content = message.putArray("content");
        long chars = 0;
        boolean all = true;
        for (Part.Said part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    content.add(thinkingBlock(thinking.text(), signature()));
                    chars += thinking.text().length();
                }
                case Part.Text text -> {
                    String said = Speech.whole(text, request.maxTokens() * Tokens.CHARS);
                    all &= text.repeat() != Part.ENDLESS
                            && said.length() == text.text().length() * text.repeat();
                    content.add(JSON.objectNode().put("type", "text").put("text", said));
                    chars += said.length();
                }
                case Part.ToolCall call -> {
                    content.add(toolBlock(call, call.input()));
                    chars += call.input().toString().length();
                }
            }
        }
        message.put("stop_reason", all ? stopReason() : "max_tokens");
        message.putNull("stop_sequence");
        message.set("usage", usage(Tokens.of(chars)));
        return JsonBody.bytes(message);
    }

    @Override
    public void stream(OutputStream raw) throws IOException, InterruptedException {
        PacedStream out = new PacedStream(raw, reply.pace().every(), reply.cutAfter());
        ObjectNode start = head();
        start.putArray("content");
        start.putNull("stop_reason");
        start.putNull("stop_sequence");
        start.set("usage", usage(1));
        event(out, "message_start", JSON.objectNode().set("message", start));
        event(out, "ping", JSON.objectNode());
        long chars = 0;
        int index = 0;
        for (Part.Said part : reply.parts()) {
            chars += block(out, part, index);
            event(out, "content_block_stop", JSON.objectNode().put("index", index));
            index++;
        }
        ObjectNode end = JSON.objectNode();
        end.putObject("delta").put("stop_reason", stopReason()).putNull("stop_sequence");
        end.set("usage", usage(Tokens.of(chars)));
        event(out, "message_delta", end);
        event(out, "message_stop", JSON.objectNode());
        out.flush();
    }

    private long block(PacedStream out, Part.Said part, int index) throws IOException, InterruptedException {
        return switch (part) {
            case Part.Thinking thinking -> {
                start(out, index, thinkingBlock("", ""));
                pieces(out, index, "thinking_delta", "thinking", thinking.text());
                delta(out, index, "signature_delta", "signature", signature());
                yield thinking.text().length();
            }
            case Part.Text text -> {
                start(out, index, JSON.objectNode().put("type", "text").put("text", ""));
                yield new Speech(out, reply.pace()).say(text, piece -> delta(out, index, "text_delta", "text", piece));
            }
            case Part.ToolCall call -> {
                String input = call.input().toString();
                start(out, index, toolBlock(call, JSON.objectNode()));
                pieces(out, index, "input_json_delta", "partial_json", input);
                yield input.length();
            }
        };
    }

    private void pieces(PacedStream out, int index, String type, String field, String text)
            throws IOException, InterruptedException {
        new Speech(out, reply.pace()).say(text, piece -> delta(out, index, type, field, piece));
    }

    private ObjectNode usage(long output) {
        Tokens tokens = Tokens.of(request.size(), reply.spend());
        return JSON.objectNode()
                .put("input_tokens", tokens.input())
                .put("cache_creation_input_tokens", tokens.cacheWrite())
                .put("cache_read_input_tokens", tokens.cacheRead())
                .put("output_tokens", tokens.output(output));
    }

    private static void start(PacedStream out, int index, ObjectNode block) throws IOException {
        event(out, "content_block_start", JSON.objectNode().put("index", index).set("content_block", block));
    }

    private static void delta(PacedStream out, int index, String type, String field, String value) throws IOException {
        ObjectNode data = JSON.objectNode().put("index", index);
        data.putObject("delta").put("type", type).put(field, value);
        event(out, "content_block_delta", data);
    }

    private static void event(PacedStream out, String type, JsonNode data) throws IOException {
        ObjectNode typed = JSON.objectNode().put("type", type);
        typed.setAll((ObjectNode) data);
        out.write(("event: " + type + "\ndata: " + typed + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode head() {
        return JSON.objectNode()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.model());
    }

    private String stopReason() {
        return reply.callsTools() ? "tool_use" : "end_turn";
    }

    private static ObjectNode thinkingBlock(String text, String signature) {
        return JSON.objectNode().put("type", "thinking").put("thinking", text).put("signature", signature);
    }

    private static ObjectNode toolBlock(Part.ToolCall call, JsonNode input) {
        return JSON.objectNode()
                .put("type", "tool_use")
                .put("id", Ids.next("toolu_01"))
                .put("name", call.tool())
                .set("input", input);
    }

    private static String signature() {
        return Base64.getEncoder().encodeToString(Ids.next("rehearsal-").getBytes(StandardCharsets.UTF_8));
    }
}
