package dev.paddock.rehearsal;

import org.jspecify.annotations.Nullable;

/**
 * Token counts of a request, derived from lengths, as a model with a prompt cache would bill them: what came before
 * the last message is written to the cache by the first request of a conversation and read from it by later ones.
 *
 * @param said the output that the script names; null to derive it
 */
record Tokens(
        long input,
        long cacheRead,
        long cacheWrite,
        @Nullable Long said) {
    /** Characters in a token, roughly. */
    static final int CHARS = 4;

    static Tokens of(Size size, Step.Spend spend) {
        long before = of(size.before());
        return new Tokens(
                or(spend.input(), of(size.last())),
                or(spend.cacheRead(), size.first() ? 0 : before),
                or(spend.cacheWrite(), size.first() ? before : 0),
                spend.output());
    }

    static long of(long chars) {
        return Math.max(1, chars / CHARS);
    }

    /** All that was read, from the cache or not. */
    long total() {
        return input + cacheRead + cacheWrite;
    }

    long output(long derived) {
        return or(said, derived);
    }

    private static long or(@Nullable Long given, long derived) {
        return given == null ? derived : given;
    }
}
