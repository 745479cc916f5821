package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request of the OpenAI Responses API, checked as that API checks it.
 *
 * @param tools the names of all tools that can be called
 * @param format the JSON schema the answer must follow; null for free text
 * @see <a href="https://developers.openai.com/api/reference/resources/responses">Responses API</a>
 */
record ResponsesRequest(
        String model,
        boolean stream,
        List<Item> items,
        Set<String> tools,
        @Nullable JsonNode format,
        Size size) {
    /** Tools that a program's own interpreter offers are named in its description. */
    private static final Pattern NESTED = Pattern.compile("(?m)^### `([A-Za-z0-9_.-]{1,64})`$");

    ResponsesRequest {
        items = List.copyOf(items);
        tools = Set.copyOf(tools);
    }

    enum Kind {
        USER,
        /** A part of an answer: text, reasoning, a call. */
        ANSWER,
        /** What a call returned. */
        RESULT,
        /** The program's own remarks. */
        OWN
    }

    /** One input item. */
    record Item(Kind kind, List<String> texts) {
        Item {
            texts = List.copyOf(texts);
        }
    }

    /** @throws ApiError in the API's words, when it is not a valid one */
    static ResponsesRequest parse(byte[] body) {
        JsonNode root = JsonBody.parse(body);
        String model = JsonBody.text(root, "model");
        Set<String> tools = new TreeSet<>();
        tools(root.path("tools"), tools);
        List<Item> items = new ArrayList<>();
        JsonNode input = JsonBody.need(root, "input");
        long last = Size.of(input);
        if (input.isString()) {
            items.add(new Item(Kind.USER, List.of(input.stringValue())));
        } else {
            for (JsonNode item : JsonBody.list(root, "input")) {
                tools(item.path("tools"), tools);
                items.add(item(item));
                last = Size.of(item);
            }
        }
        JsonNode format = root.path("text").path("format");
        boolean first = items.stream().noneMatch(item -> item.kind() == Kind.ANSWER);
        return new ResponsesRequest(
                model,
                root.path("stream").asBoolean(false),
                items,
                tools,
                format.path("type").asString("").equals("json_schema") ? format.path("schema") : null,
                new Size(Size.of(root) - last, last, first));
    }

    /** The last words of the user. */
    String lastText() {
        return items.stream()
                .filter(item -> item.kind() == Kind.USER && !item.texts().isEmpty())
                .reduce((_, later) -> later)
                .map(item -> item.texts().getLast())
                .orElse("");
    }

    private static void tools(JsonNode list, Set<String> names) {
        for (JsonNode tool : list) {
            String type = tool.path("type").asString("");
            if (type.equals("namespace")) {
                tools(tool.path("tools"), names);
            } else {
                names.add(tool.path("name").asString(type));
                if (type.equals("custom")) {
                    NESTED.matcher(tool.path("description").asString(""))
                            .results()
                            .forEach(found -> names.add(found.group(1)));
                }
            }
        }
    }

    private static Item item(JsonNode item) {
        String type = item.path("type").asString("message");
        if (type.endsWith("_output")) {
            return new Item(Kind.RESULT, List.of());
        }
        if (type.equals("reasoning") || type.endsWith("_call")) {
            return new Item(Kind.ANSWER, List.of());
        }
        if (!type.equals("message")) {
            return new Item(Kind.OWN, List.of());
        }
        Kind kind = switch (item.path("role").asString("")) {
            case "user" -> Kind.USER;
            case "assistant" -> Kind.ANSWER;
            case "developer", "system" -> Kind.OWN;
            default -> throw ApiError.invalid("Invalid value for 'role' in an input message");
        };
        JsonNode content = item.path("content");
        if (content.isString()) {
            return new Item(kind, List.of(content.stringValue()));
        }
        List<String> texts = new ArrayList<>();
        content.forEach(part -> {
            if (part.path("text").isString()) {
                texts.add(part.path("text").stringValue());
            }
        });
        return new Item(kind, texts);
    }
}
