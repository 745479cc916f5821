package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request of the Anthropic Messages API, checked as that API checks it.
 *
 * @param system all system text of the request
 * @param format the JSON schema the answer must follow; null for free text
 * @see <a href="https://docs.claude.com/en/api/messages">Messages API</a>
 */
record AnthropicRequest(
        String model,
        long maxTokens,
        boolean stream,
        String system,
        List<Message> messages,
        Set<String> tools,
        @Nullable JsonNode format,
        Size size) {
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");

    AnthropicRequest {
        messages = List.copyOf(messages);
        tools = Set.copyOf(tools);
    }

    /** One message; a plain string is one text block. */
    record Message(String role, List<Block> blocks) {
        Message {
            blocks = List.copyOf(blocks);
        }
    }

    /** One content block; {@code text} is empty for all but text. */
    record Block(String type, String text) {}

    /**
     * Reads a request.
     *
     * @param counting for {@code count_tokens}, where {@code max_tokens} isn't given
     * @throws ApiError in the API's words, when it is not a valid one
     */
    static AnthropicRequest parse(byte[] body, boolean counting) {
        JsonNode root = JsonBody.parse(body);
        String model = JsonBody.text(root, "model");
        JsonNode list = JsonBody.need(root, "messages");
        if (!list.isArray() || list.isEmpty()) {
            throw ApiError.invalid("messages: at least one message is required");
        }
        long maxTokens = counting ? 1 << 16 : JsonBody.need(root, "max_tokens").asLong(0);
        if (maxTokens < 1) {
            throw ApiError.invalid("max_tokens: Input should be greater than or equal to 1");
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(list.get(i), "messages." + i));
        }
        String system = texts(root.path("system"), "system");
        Set<String> tools = new TreeSet<>();
        root.path("tools").forEach(tool -> tools.add(tool.path("name").asString("")));
        JsonNode format = root.path("output_config").path("format").path("schema");
        long last = Size.of(list.get(list.size() - 1));
        long before = Size.of(list) - last + Size.of(root.path("system")) + Size.of(root.path("tools"));
        boolean first = messages.stream().noneMatch(message -> message.role().equals("assistant"));
        return new AnthropicRequest(
                model,
                maxTokens,
                root.path("stream").asBoolean(false),
                system,
                messages,
                tools,
                format.isObject() ? format : null,
                new Size(before, last, first));
    }

    private static Message message(JsonNode node, String path) {
        String role = node.path("role").asString("");
        if (!ROLES.contains(role)) {
            throw ApiError.invalid(path + ".role: Input should be 'user' or 'assistant'");
        }
        JsonNode content = node.path("content");
        if (content.isString()) {
            return new Message(role, List.of(new Block("text", content.stringValue())));
        }
        if (!content.isArray()) {
            throw ApiError.invalid(path + ".content: Field required");
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            String type = content.get(i).path("type").asString("");
            if (type.isEmpty()) {
                throw ApiError.invalid(path + ".content." + i + ".type: Field required");
            }
            blocks.add(new Block(
                    type, type.equals("text") ? content.get(i).path("text").asString("") : ""));
        }
        return new Message(role, blocks);
    }

    private static String texts(JsonNode node, String path) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (!node.isMissingNode() && !node.isArray()) {
            throw ApiError.invalid(path + ": Input should be a valid list");
        }
        StringBuilder all = new StringBuilder();
        node.forEach(block -> all.append(block.path("text").asString("")).append('\n'));
        return all.toString();
    }
}
