package dev.paddock.gateway;

import tools.jackson.databind.JsonNode;

/**
 * Reads usage from a Messages response: from {@code message_start} and the cumulative {@code message_delta} of a stream, or
 * from the one JSON object.
 */
final class AnthropicMeter extends JsonMeter {
    AnthropicMeter() {
        super("\"message_");
    }

    @Override
    void event(JsonNode event) {
        switch (event.path("type").asString("")) {
            case "message_start" -> message(event.path("message"));
            case "message_delta" -> usage(event.path("usage"));
            case "message_stop" -> complete = true;
            default -> {}
        }
    }

    @Override
    void whole(JsonNode response) {
        message(response);
        complete = response.isObject();
    }

    private void message(JsonNode message) {
        model = message.path("model").asString(model);
        usage(message.path("usage"));
    }

    /** Later figures replace earlier ones: they are cumulative. */
    private void usage(JsonNode usage) {
        input = count(usage, "input_tokens", input);
        output = count(usage, "output_tokens", output);
        cacheRead = count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = count(usage, "cache_creation_input_tokens", cacheWrite);
        cacheWriteLong = count(usage.path("cache_creation"), "ephemeral_1h_input_tokens", cacheWriteLong);
    }
}
