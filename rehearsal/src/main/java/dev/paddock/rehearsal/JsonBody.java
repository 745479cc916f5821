package dev.paddock.rehearsal;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Request bodies, and what every request needs. */
final class JsonBody {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonBody() {}

    /** @throws ApiError when it is no JSON object */
    static JsonNode parse(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonException e) {
            throw ApiError.invalid("The request body is not valid JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw ApiError.invalid("The request body is not a valid JSON object");
        }
        return root;
    }

    /** @throws ApiError when it isn't there */
    static JsonNode need(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw ApiError.invalid(field + ": Field required");
        }
        return value;
    }

    /** @throws ApiError when it isn't there, or no text */
    static String text(JsonNode root, String field) {
        String text = need(root, field).asString("");
        if (text.isEmpty()) {
            throw ApiError.invalid(field + ": Input should be a valid string");
        }
        return text;
    }

    /** @throws ApiError when it isn't there, or no list, or an empty one */
    static JsonNode list(JsonNode root, String field) {
        JsonNode list = need(root, field);
        if (!list.isArray() || list.isEmpty()) {
            throw ApiError.invalid(field + ": at least one item is required");
        }
        return list;
    }

    static byte[] bytes(JsonNode json) {
        return JSON.writeValueAsBytes(json);
    }
}
