package dev.paddock.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The vendors' public list prices, in nano-dollars a token, which is the list's dollars a million tokens times 1,000. A
 * model that isn't here has no price.
 *
 * @see <a href="https://platform.claude.com/docs/en/about-claude/pricing">Anthropic's prices</a>, as of October 2026
 * @see <a href="https://developers.openai.com/api/docs/pricing">OpenAI's prices</a>, as of November 2026
 * @see <a href="https://ai.google.dev/gemini-api/docs/pricing">Gemini's prices</a>, as of November 2026
 */
final class PriceList {
    /** Prompts of more tokens cost more at OpenAI. */
    private static final long OPENAI_LONG = 272_000;

    /** Prompts of more tokens cost more with Gemini's larger models. */
    private static final long GEMINI_LONG = 200_000;

    private static final Instant YEAR_2027 = Instant.parse("2027-01-01T00:00:00Z");

    /**
     * Prices of one model.
     *
     * @param model the model's name without a date
     * @param longestPrompt prompts of more tokens have the prices of the next entry for the model, or none
     * @param until from then on the next entry counts
     */
    record Price(
            String vendor,
            String model,
            long longestPrompt,
            Instant until,
            long input,
            long cacheWrite,
            long cacheWriteLong,
            long cacheRead,
            long output) {}

    static final List<Price> PRICES = prices();

    private PriceList() {}

    private static List<Price> prices() {
        List<Price> all = new ArrayList<>();
        anthropic(all);
        openai(all);
        gemini(all);
        return List.copyOf(all);
    }

    private static void anthropic(List<Price> all) {
        all.addAll(List.of(
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
                new Price("anthropic", "claude-haiku-5-5", 100_000, Instant.MAX, 100, 125, 200, 10, 500),
                claude("haiku-5-5", 500, 625, 1_000, 50, 2_500),
                claude("haiku-4-5", 1_000, 1_250, 2_000, 100, 5_000),
                claude("3-5-haiku", 800, 1_000, 1_600, 80, 4_000)));
    }

    /** From GPT-5.6 on, writing to the cache has a price of its own, and long prompts have a published one. */
    private static void openai(List<Price> all) {
        gpt(all, "6.2-astra", 8_000, 400, 40_000);
        gpt(all, "6.2-sol", 2_000, 100, 10_000);
        gpt(all, "6.1-sol", 2_000, 100, 10_000);
        gpt(all, "6-astra", 10_000, 1_000, 50_000);
        gpt(all, "6-sol", 2_000, 200, 10_000);
        gpt(all, "6-luna", 100, 10, 500);
        gpt(all, "5.6-sol", 4_000, 400, 20_000);
        gpt(all, "5.6-terra", 2_000, 200, 12_000);
        gpt(all, "5.6-luna", 200, 20, 1_200);
        all.addAll(List.of(
                shortGpt("5.5", 5_000, 500, 30_000),
                shortGpt("5.4", 2_500, 250, 15_000),
                shortGpt("5.4-mini", 750, 75, 4_500),
                shortGpt("5.3-codex", 1_750, 175, 14_000),
                shortGpt("5.2", 1_750, 175, 14_000)));
    }

    private static void gemini(List<Price> all) {
        all.add(gemini("3.1-pro-preview", GEMINI_LONG, Instant.MAX, 2_000, 200, 12_000));
        all.add(gemini("3.1-pro-preview", Long.MAX_VALUE, Instant.MAX, 4_000, 400, 18_000));
        for (String flash : List.of("3.8-flash", "3.7-flash", "3.6-flash")) {
            all.add(gemini(flash, Long.MAX_VALUE, YEAR_2027, 750, 75, 3_750));
            all.add(gemini(flash, Long.MAX_VALUE, Instant.MAX, 1_500, 150, 7_500));
        }
        all.addAll(List.of(
                gemini("3.5-flash", Long.MAX_VALUE, Instant.MAX, 1_500, 150, 9_000),
                gemini("3.5-flash-lite", Long.MAX_VALUE, Instant.MAX, 300, 30, 2_500),
                gemini("2.5-pro", GEMINI_LONG, Instant.MAX, 1_250, 125, 10_000),
                gemini("2.5-pro", Long.MAX_VALUE, Instant.MAX, 2_500, 250, 15_000),
                gemini("2.5-flash", Long.MAX_VALUE, Instant.MAX, 300, 30, 2_500),
                gemini("2.5-flash-lite", Long.MAX_VALUE, Instant.MAX, 100, 10, 400)));
    }

    private static Price claude(
            String model, long input, long cacheWrite, long cacheWriteLong, long cacheRead, long output) {
        return new Price(
                "anthropic",
                "claude-" + model,
                Long.MAX_VALUE,
                Instant.MAX,
                input,
                cacheWrite,
                cacheWriteLong,
                cacheRead,
                output);
    }

    /** A long prompt makes the whole call cost twice as much for what goes in, half as much again for what comes out. */
    private static void gpt(List<Price> all, String model, long input, long cacheRead, long output) {
        long write = input * 5 / 4;
        String name = "gpt-" + model;
        all.add(new Price("openai", name, OPENAI_LONG, Instant.MAX, input, write, write, cacheRead, output));
        all.add(new Price(
                "openai",
                name,
                Long.MAX_VALUE,
                Instant.MAX,
                2 * input,
                2 * write,
                2 * write,
                2 * cacheRead,
                output * 3 / 2));
    }

    private static Price shortGpt(String model, long input, long cacheRead, long output) {
        return new Price("openai", "gpt-" + model, OPENAI_LONG, Instant.MAX, input, input, input, cacheRead, output);
    }

    private static Price gemini(
            String model, long longestPrompt, Instant until, long input, long cacheRead, long output) {
        return new Price("gemini", "gemini-" + model, longestPrompt, until, input, input, input, cacheRead, output);
    }
}
