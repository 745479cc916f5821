package dev.paddock.gateway;

import tools.jackson.databind.JsonNode;

/**
 * Reads usage from a Chat Completions response: from the last chunk of a stream whose request asked for it
 * ({@code stream_options.include_usage}), or from the one JSON object. What wasn't asked for isn't there; such a call
 * counts as incomplete.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/chat">Chat Completions API</a>
 */
final class ChatMeter extends JsonMeter {
    ChatMeter() {
        super("\"model\"");
    }

    @Override
    void event(JsonNode event) {
        whole(event);
    }

    /** Cached tokens are part of the prompt. Some servers send usage with every chunk; the last one counts. */
    @Override
    void whole(JsonNode response) {
        if (response.has("model")) {
            model = modelAndTier(response, model);
        }
        JsonNode usage = response.path("usage");
        if (usage.isObject()) {
            JsonNode details = usage.path("prompt_tokens_details");
            cacheRead = count(details, "cached_tokens", 0);
            cacheWrite = count(details, "cache_write_tokens", 0);
            input = Math.max(0, count(usage, "prompt_tokens", 0) - cacheRead - cacheWrite);
            output = count(usage, "completion_tokens", 0);
            complete = true;
        }
    }
}
