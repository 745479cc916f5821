package dev.paddock.rehearsal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Token counts of a request, derived from lengths, as a model with a prompt cache would bill them: what came before
 * the last message is written to the cache by the first request of a conversation and read from it by later ones.
 */
record Tokens(long input, long cacheRead, long cacheWrite) {
    /** Characters in a token, roughly. */
    static final int CHARS = 4;

    static Tokens of(AnthropicRequest request, Reply reply) {
        long before = of(request.size().before());
        boolean first =
                request.messages().stream().noneMatch(message -> message.role().equals("assistant"));
        Step.Spend spend = reply.spend();
        return new Tokens(
                or(spend.input(), of(request.size().last())),
                or(spend.cacheRead(), first ? 0 : before),
                or(spend.cacheWrite(), first ? before : 0));
    }

    static long of(long chars) {
        return Math.max(1, chars / CHARS);
    }

    long total() {
        return input + cacheRead + cacheWrite;
    }

    ObjectNode json(long output, Reply reply) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("input_tokens", input)
                .put("cache_creation_input_tokens", cacheWrite)
                .put("cache_read_input_tokens", cacheRead)
                .put("output_tokens", or(reply.spend().output(), output));
    }

    private static long or(@Nullable Long given, long derived) {
        return given == null ? derived : given;
    }
}
