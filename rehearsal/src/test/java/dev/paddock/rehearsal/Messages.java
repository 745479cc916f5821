package dev.paddock.rehearsal;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds requests as Claude Code sends them. */
final class Messages {
    static final JsonMapper JSON = JsonMapper.shared();

    final ObjectNode root =
            JSON.createObjectNode().put("model", "claude-opus-5-5").put("max_tokens", 1_024);
    private final ArrayNode messages = root.putArray("messages");

    Messages() {
        system("x-anthropic-billing-header: cc_version=2.1.316");
        ArrayNode tools = root.putArray("tools");
        for (String name : new String[] {"Bash", "Edit", "Read", "Write"}) {
            tools.addObject().put("name", name).putObject("input_schema").put("type", "object");
        }
    }

    Messages system(String text) {
        root.putArray("system").addObject().put("type", "text").put("text", text);
        return this;
    }

    /** A message with one text block for each text. */
    Messages user(String... texts) {
        ArrayNode content = messages.addObject().put("role", "user").putArray("content");
        for (String text : texts) {
            content.addObject().put("type", "text").put("text", text);
        }
        return this;
    }

    Messages middle(String text) {
        messages.addObject().put("role", "system").put("content", text);
        return this;
    }

    Messages assistant(String text) {
        messages.addObject()
                .put("role", "assistant")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", text);
        return this;
    }

    /** A message with the result of a tool, and texts behind it. */
    Messages toolResult(String result, String... texts) {
        ArrayNode content = messages.addObject().put("role", "user").putArray("content");
        content.addObject()
                .put("type", "tool_result")
                .put("tool_use_id", "toolu_1")
                .put("content", result);
        for (String text : texts) {
            content.addObject().put("type", "text").put("text", text);
        }
        return this;
    }

    String body(boolean stream) {
        return root.put("stream", stream).toString();
    }

    AnthropicRequest request() {
        return AnthropicRequest.parse(body(true).getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
    }
}
