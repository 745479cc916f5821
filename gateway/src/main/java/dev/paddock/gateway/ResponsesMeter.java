package dev.paddock.gateway;

import tools.jackson.databind.JsonNode;

/**
 * Reads usage from an OpenAI Responses response: from the event that ends a stream, or from the one JSON object. A stream
 * that breaks off before it tells the model's name at most: the API counts at the end only.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/responses">Responses API</a>
 */
final class ResponsesMeter extends JsonMeter {
    ResponsesMeter() {
        super("\"usage\"");
    }

    @Override
    void event(JsonNode event) {
        response(event.path("response"));
        switch (event.path("type").asString("")) {
            case "response.completed", "response.incomplete", "response.failed" -> complete = true;
            default -> {}
        }
    }

    @Override
    void whole(JsonNode response) {
        response(response);
        complete = response.path("usage").isObject();
    }

    /** Cached tokens are part of the input. */
    private void response(JsonNode response) {
        if (response.has("model")) {
            model = modelAndTier(response, model);
        }
        JsonNode usage = response.path("usage");
        if (usage.isObject()) {
            JsonNode details = usage.path("input_tokens_details");
            cacheRead = count(details, "cached_tokens", 0);
            cacheWrite = count(details, "cache_write_tokens", 0);
            input = Math.max(0, count(usage, "input_tokens", 0) - cacheRead - cacheWrite);
            output = count(usage, "output_tokens", 0);
        }
    }
}
