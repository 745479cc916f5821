package dev.paddock.gateway;

import tools.jackson.databind.JsonNode;

/**
 * Reads usage from a Gemini response: each chunk of a stream carries the figures so far, the last one says why the answer
 * ended.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">UsageMetadata</a>
 */
final class GeminiMeter extends JsonMeter {
    GeminiMeter() {
        super("\"usageMetadata\"");
    }

    @Override
    void event(JsonNode event) {
        model = event.path("modelVersion").asString(model);
        usage(event.path("usageMetadata"));
        event.path("candidates").forEach(candidate -> complete |= candidate.has("finishReason"));
        complete |= event.path("promptFeedback").has("blockReason");
    }

    /** Without {@code alt=sse} a stream is one array of its chunks. */
    @Override
    void whole(JsonNode response) {
        if (response.isArray()) {
            response.forEach(this::event);
        } else {
            event(response);
        }
    }

    /** Cached tokens are part of the prompt; thinking is billed as output. */
    private void usage(JsonNode usage) {
        if (usage.isObject()) {
            cacheRead = count(usage, "cachedContentTokenCount", 0);
            long prompt = count(usage, "promptTokenCount", 0) + count(usage, "toolUsePromptTokenCount", 0);
            input = Math.max(0, prompt - cacheRead);
            output = count(usage, "candidatesTokenCount", 0) + count(usage, "thoughtsTokenCount", 0);
        }
    }
}
