package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request of the OpenAI Chat Completions API, checked as that API checks it.
 *
 * @param counted the stream is to end with a chunk that holds the usage
 * @param format the JSON schema the answer must follow; null for free text
 * @see <a href="https://developers.openai.com/api/reference/resources/chat">Chat Completions API</a>
 */
record ChatRequest(
        String model,
        boolean stream,
        boolean counted,
        Conversation conversation,
        Set<String> tools,
        @Nullable JsonNode format,
        Size size) {
    ChatRequest {
        tools = Set.copyOf(tools);
    }

    /** @throws ApiError in the API's words, when it is not a valid one */
    static ChatRequest parse(byte[] body) {
        JsonNode root = JsonBody.parse(body);
        String model = JsonBody.text(root, "model");
        List<Conversation.Entry> entries = new ArrayList<>();
        JsonNode messages = JsonBody.list(root, "messages");
        boolean first = true;
        for (JsonNode message : messages) {
            first &= !entry(message, entries);
        }
        Set<String> tools = new TreeSet<>();
        root.path("tools")
                .forEach(tool -> tools.add(tool.path("function").path("name").asString("")));
        JsonNode format = root.path("response_format").path("json_schema").path("schema");
        long last = Size.of(messages.get(messages.size() - 1));
        return new ChatRequest(
                model,
                root.path("stream").asBoolean(false),
                root.path("stream_options").path("include_usage").asBoolean(false),
                Conversation.of(entries, false),
                tools,
                format.isObject() ? format : null,
                new Size(Size.of(root) - last, last, first));
    }

    /** Whether the message is an answer. */
    private static boolean entry(JsonNode message, List<Conversation.Entry> entries) {
        switch (message.path("role").asString("")) {
            case "assistant" -> {
                entries.add(new Conversation.Entry.Answer(texts(message.path("content"))));
                return true;
            }
            case "tool", "function" -> entries.add(new Conversation.Entry.ToolResults());
            case "user" -> {
                boolean apart = true;
                for (String text : texts(message.path("content"))) {
                    entries.add(new Conversation.Entry.User(text, apart));
                    apart = false;
                }
            }
            case "system", "developer" -> {
                // The program's own words.
            }
            default -> throw ApiError.invalid("Invalid value for 'role' in a message");
        }
        return false;
    }

    private static List<String> texts(JsonNode content) {
        if (content.isString()) {
            return List.of(content.stringValue());
        }
        List<String> texts = new ArrayList<>();
        content.forEach(part -> {
            if (part.path("text").isString()) {
                texts.add(part.path("text").stringValue());
            }
        });
        return texts;
    }
}
