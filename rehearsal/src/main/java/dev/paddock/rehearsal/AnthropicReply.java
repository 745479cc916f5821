package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply in the form of the Anthropic Messages API, whole or as server-sent events. Every reply has identifiers of
 * its own, as the API's have: an agent is confused by a tool call whose identifier it has seen before.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/streaming">Streaming messages</a>
 */
final class AnthropicReply {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** An endless or very long text ends here in an answer that isn't streamed. */
    private static final int LONGEST_WHOLE = 8 << 20;

    private final AnthropicRequest request;
    private final Reply reply;
    private final String id = "msg_" + random();

    AnthropicReply(AnthropicRequest request, Reply reply) {
        this.request = request;
        this.reply = reply;
    }

    byte[] whole() {
        ObjectNode message = head();
        var content = message.putArray("content");
        long chars = 0;
        boolean all = true;
        for (Part part : reply.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    content.add(thinkingBlock(thinking.text(), signature()));
                    chars += thinking.text().length();
                }
                case Part.Text text -> {
                    long wanted = text.repeat() == Part.ENDLESS ? Long.MAX_VALUE : text.repeat();
                    long room = Math.min(LONGEST_WHOLE, request.maxTokens() * Tokens.CHARS)
                            / Math.max(1, text.text().length());
                    all &= wanted <= Math.max(1, room);
                    String said = text.text().repeat((int) Math.min(wanted, Math.max(1, room)));
                    content.add(JSON.objectNode().put("type", "text").put("text", said));
                    chars += said.length();
                }
                case Part.ToolCall call -> {
                    content.add(toolBlock(call, call.input()));
                    chars += call.input().toString().length();
                }
                case Part.Plan _ -> throw new IllegalStateException("a plan has no form of its own");
            }
        }
        message.put("stop_reason", all ? stopReason() : "max_tokens");
        message.putNull("stop_sequence");
        message.set("usage", Tokens.of(request, reply).json(Tokens.of(chars), reply));
        return JsonMapper.shared().writeValueAsBytes(message);
    }

    /** @throws InterruptedException when the endpoint closes while this waits */
    void stream(OutputStream raw) throws IOException, InterruptedException {
        PacedStream out = new PacedStream(raw, reply.pace().every(), reply.cutAfter());
        ObjectNode start = head();
        start.putArray("content");
        start.putNull("stop_reason");
        start.putNull("stop_sequence");
        start.set("usage", Tokens.of(request, reply).json(1, reply));
        event(out, "message_start", JSON.objectNode().set("message", start));
        event(out, "ping", JSON.objectNode());
        long chars = 0;
        int index = 0;
        for (Part part : reply.parts()) {
            chars += block(out, part, index);
            event(out, "content_block_stop", JSON.objectNode().put("index", index));
            index++;
        }
        ObjectNode end = JSON.objectNode();
        end.putObject("delta").put("stop_reason", stopReason()).putNull("stop_sequence");
        end.set("usage", Tokens.of(request, reply).json(Tokens.of(chars), reply));
        event(out, "message_delta", end);
        event(out, "message_stop", JSON.objectNode());
        out.flush();
    }

    private long block(PacedStream out, Part part, int index) throws IOException, InterruptedException {
        return switch (part) {
            case Part.Thinking thinking -> {
                start(out, index, thinkingBlock("", ""));
                pieces(out, index, "thinking_delta", "thinking", thinking.text());
                delta(out, index, "signature_delta", "signature", signature());
                yield thinking.text().length();
            }
            case Part.Text text -> {
                start(out, index, JSON.objectNode().put("type", "text").put("text", ""));
                long said = 0;
                long atOnce = Math.max(
                        1, reply.pace().chars() / Math.max(1, text.text().length()));
                long left = text.repeat() == Part.ENDLESS ? Long.MAX_VALUE : text.repeat();
                while (left > 0) {
                    String some = text.text().repeat((int) Math.min(left, atOnce));
                    pieces(out, index, "text_delta", "text", some);
                    said += some.length();
                    left -= Math.min(left, atOnce);
                }
                yield said;
            }
            case Part.ToolCall call -> {
                String input = call.input().toString();
                start(out, index, toolBlock(call, JSON.objectNode()));
                pieces(out, index, "input_json_delta", "partial_json", input);
                yield input.length();
            }
            case Part.Plan _ -> throw new IllegalStateException("a plan has no form of its own");
        };
    }

    private void pieces(PacedStream out, int index, String type, String field, String text)
            throws IOException, InterruptedException {
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + reply.pace().chars());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            delta(out, index, type, field, text.substring(at, end));
            out.pause();
            at = end;
        }
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
                .put("id", "toolu_" + random())
                .put("name", call.tool())
                .set("input", input);
    }

    private static String signature() {
        return Base64.getEncoder().encodeToString(("rehearsal-" + random()).getBytes(StandardCharsets.UTF_8));
    }

    private static String random() {
        byte[] bytes = new byte[15];
        RANDOM.nextBytes(bytes);
        return "01"
                + Base64.getUrlEncoder().encodeToString(bytes).replace('-', 'a').replace('_', 'b');
    }
}
