package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 messages as lines. Reading is bounded in depth and refuses doubled keys. */
final class Wire {
    static final int METHOD_NOT_FOUND = -32601;
    static final int AUTH_REQUIRED = -32000;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(64 << 20)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Wire() {}

    static String request(long id, String method, Map<String, ?> params) {
        return MAPPER.writeValueAsString(message(params).put("id", id).put("method", method));
    }

    static String notification(String method, Map<String, ?> params) {
        return MAPPER.writeValueAsString(message(params).put("method", method));
    }

    static String result(JsonNode id, Map<String, ?> result) {
        ObjectNode node = MAPPER.createObjectNode().put("jsonrpc", "2.0");
        node.set("id", id);
        node.set("result", MAPPER.valueToTree(result));
        return MAPPER.writeValueAsString(node);
    }

    static String error(JsonNode id, int code, String message) {
        ObjectNode node = MAPPER.createObjectNode().put("jsonrpc", "2.0");
        node.set("id", id);
        node.putObject("error").put("code", code).put("message", message);
        return MAPPER.writeValueAsString(node);
    }

    private static ObjectNode message(Map<String, ?> params) {
        ObjectNode node = MAPPER.createObjectNode().put("jsonrpc", "2.0");
        node.set("params", MAPPER.valueToTree(params));
        return node;
    }

    /** An error's words: its message, and what its data adds. */
    static String words(JsonNode error) {
        String message = text(error.path("message"), "an error without words");
        JsonNode details = error.path("data").path("details");
        String words = details.isString() ? message + ": " + details.stringValue() : message;
        return Bounds.cut(words, 2_000);
    }

    /** A whole number that fits, else {@code otherwise}. */
    static long number(JsonNode node, long otherwise) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : otherwise;
    }

    /** A text, else {@code otherwise}. */
    static String text(JsonNode node, String otherwise) {
        return node.isString() ? node.stringValue() : otherwise;
    }
}
