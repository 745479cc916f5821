package dev.paddock.gateway;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What model calls cost by the vendors' public list prices. A call paid by a subscription costs what it would have cost.
 * Immutable.
 */
public final class Prices {
    private static final Pattern SUFFIX = Pattern.compile("(-20\\d{6}|-20\\d\\d-\\d\\d-\\d\\d|-latest|-0)?(\\[1m\\])?");

    private static final Prices LIST = new Prices(PriceList.PRICES);

    private final List<PriceList.Price> prices;

    private Prices(List<PriceList.Price> prices) {
        this.prices = prices;
    }

    /** The list prices known to this version. */
    public static Prices list() {
        return LIST;
    }

    /** The cost of a call in micro-dollars (10⁻⁶ USD), rounded half up; empty when the model has no known price. */
    public OptionalLong microDollars(Usage usage) {
        long prompt = usage.inputTokens() + usage.cacheReadTokens() + usage.cacheWriteTokens();
        for (PriceList.Price price : prices) {
            if (price.vendor().equals(usage.vendor())
                    && covers(price.model(), usage.model())
                    && prompt <= price.longestPrompt()
                    && usage.time().isBefore(price.until())) {
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
}
