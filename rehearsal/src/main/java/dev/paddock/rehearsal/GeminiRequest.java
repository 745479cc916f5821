package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request of the Gemini API, checked as that API checks it.
 *
 * @param format the JSON schema the answer must follow; null for free text
 * @see <a href="https://ai.google.dev/api/generate-content">generateContent</a>
 */
record GeminiRequest(
        List<Content> contents, Set<String> tools, @Nullable JsonNode format, Size size) {
    GeminiRequest {
        contents = List.copyOf(contents);
        tools = Set.copyOf(tools);
    }

    /** One message. */
    record Content(boolean answer, List<Fragment> fragments) {
        Content {
            fragments = List.copyOf(fragments);
        }
    }

    /** One part of a message: a text, what a call returned, or something else, which has no text. */
    record Fragment(boolean result, String text) {}

    /** @throws ApiError in the API's words, when it is not a valid one */
    static GeminiRequest parse(byte[] body) {
        JsonNode root = JsonBody.parse(body);
        JsonNode list = JsonBody.list(root, "contents");
        List<Content> contents = new ArrayList<>();
        for (JsonNode content : list) {
            contents.add(content(content));
        }
        Set<String> tools = new TreeSet<>();
        root.path("tools")
                .forEach(tool -> tool.path("functionDeclarations")
                        .forEach(declared -> tools.add(declared.path("name").asString(""))));
        long last = Size.of(list.get(list.size() - 1));
        boolean first = contents.stream().noneMatch(Content::answer);
        return new GeminiRequest(contents, tools, format(root), new Size(Size.of(root) - last, last, first));
    }

    private static @Nullable JsonNode format(JsonNode root) {
        JsonNode config = root.path("generationConfig");
        if (!config.path("responseMimeType").asString("").equals("application/json")) {
            return null;
        }
        return config.has("responseJsonSchema") ? config.path("responseJsonSchema") : config.path("responseSchema");
    }

    private static Content content(JsonNode content) {
        boolean answer = switch (content.path("role").asString("user")) {
            case "user", "function" -> false;
            case "model" -> true;
            default -> throw ApiError.invalid("Please use a valid role: user, model.");
        };
        List<Fragment> fragments = new ArrayList<>();
        for (JsonNode part : JsonBody.list(content, "parts")) {
            boolean thought = part.path("thought").asBoolean(false);
            fragments.add(new Fragment(
                    part.has("functionResponse"),
                    thought ? "" : part.path("text").asString("")));
        }
        return new Content(answer, fragments);
    }
}
