package dev.paddock.gateway;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What model calls cost by the vendors' public list prices. Immutable.
 *
 * @see <a href="https://platform.claude.com/docs/en/about-claude/pricing">Anthropic's prices</a>, as of October 2026
 */
public final class Prices {
    /**
     * Prices of one model in nano-dollars a token, which is the list's dollars a million tokens times 1,000.
     *
     * @param model the model's name without a date
     * @param longPromptFrom prompts of more tokens than this have the prices of the next entry for the model
     */
    private record Price(
            String vendor,
            String model,
            long longPromptFrom,
            long input,
            long cacheWrite,
            long cacheWriteLong,
            long cacheRead,
            long output) {}

    private static final Pattern SUFFIX = Pattern.compile("(-20\\d{6}|-latest|-0)?(\\[1m\\])?");

    private static final Prices LIST = new Prices(List.of(
            claude("fable-5-1", 10_000, 12_500, 20_000, 250, 50_000),
            claude("mythos-5-1", 10_000, 12_500, 20_000, 250, 50_000),
            claude("fable-5", 10_000, 12_500, 20_000, 1_000, 50_000),
            claude("mythos-5", 10_000, 12_500, 20_000, 1_000, 50_000),
            claude("opus-5-5", 4_000, 5_000, 8_000, 200, 20_000),
            claude("opus-5", 5_000, 6_250, 10_000, 500, 25_000),
            claude("opus-4-8", 5_000, 6_250, 10_000, 500, 25_000),
            claude("opus-4-7", 5_000, 6_250, 10_000, 500, 25_000),
            claude("opus-4-6", 5_000, 6_250, 10_000, 500, 25_000),
            claude("opus-4-5", 5_000, 6_250, 10_000, 500, 25_000),
            claude("opus-4-1", 15_000, 18_750, 30_000, 1_500, 75_000),
            claude("opus-4", 15_000, 18_750, 30_000, 1_500, 75_000),
            claude("sonnet-5-5", 2_000, 2_500, 4_000, 100, 10_000),
            claude("sonnet-5", 2_000, 2_500, 4_000, 200, 10_000),
            claude("sonnet-4-6", 3_000, 3_750, 6_000, 300, 15_000),
            claude("sonnet-4-5", 3_000, 3_750, 6_000, 300, 15_000),
            claude("sonnet-4", 3_000, 3_750, 6_000, 300, 15_000),
            claude("3-7-sonnet", 3_000, 3_750, 6_000, 300, 15_000),
            new Price("anthropic", "claude-haiku-5-5", 100_000, 100, 125, 200, 10, 500),
            claude("haiku-5-5", 500, 625, 1_000, 50, 2_500),
            claude("haiku-4-5", 1_000, 1_250, 2_000, 100, 5_000),
            claude("3-5-haiku", 800, 1_000, 1_600, 80, 4_000)));

    private final List<Price> prices;

    private Prices(List<Price> prices) {
        this.prices = prices;
    }

    /** The list prices known to this version. */
    public static Prices list() {
        return LIST;
    }

    /** The cost of a call in micro-dollars (10⁻⁶ USD), rounded half up; empty when the model has no known price. */
    public OptionalLong microDollars(Usage usage) {
        long prompt = usage.inputTokens() + usage.cacheReadTokens() + usage.cacheWriteTokens();
        for (Price price : prices) {
            if (price.vendor().equals(usage.vendor())
                    && covers(price.model(), usage.model())
                    && prompt <= price.longPromptFrom()) {
                long longWrites = Math.min(usage.cacheWriteLongTokens(), usage.cacheWriteTokens());
                long nano = usage.inputTokens() * price.input()
                        + (usage.cacheWriteTokens() - longWrites) * price.cacheWrite()
                        + longWrites * price.cacheWriteLong()
                        + usage.cacheReadTokens() * price.cacheRead()
                        + usage.outputTokens() * price.output();
                return OptionalLong.of((nano + 500) / 1_000);
            }
        }
        return OptionalLong.empty();
    }

    /** The listed name, also with a date or {@code latest}, also with the mark of the long context window. */
    private static boolean covers(String listed, String name) {
        return name.startsWith(listed)
                && SUFFIX.matcher(name).region(listed.length(), name.length()).matches();
    }

    private static Price claude(
            String model, long input, long cacheWrite, long cacheWriteLong, long cacheRead, long output) {
        return new Price(
                "anthropic", "claude-" + model, Long.MAX_VALUE, input, cacheWrite, cacheWriteLong, cacheRead, output);
    }
}
