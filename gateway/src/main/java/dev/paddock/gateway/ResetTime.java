package dev.paddock.gateway;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Finds in a refusal when the limit is lifted, wherever the known vendors say it. Where several limits are reached, the last one to be lifted counts.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/rate-limits">Anthropic</a>
 * @see <a href="https://developers.openai.com/api/docs/guides/rate-limits">OpenAI</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/rate-limits">Gemini</a>
 */
final class ResetTime {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
    /** Google counts days where it is at home. */
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private final Headers headers;
    private final Instant now;
    private final List<Instant> found = new ArrayList<>();

    private ResetTime(Headers headers, Instant now) {
        this.headers = headers;
        this.now = now;
    }

    /** @param body of the answer, a missing node where it is none */
    static Optional<Instant> of(Headers headers, JsonNode body, Instant now) {
        ResetTime time = new ResetTime(headers, now);
        time.retryAfter();
        time.anthropic();
        time.openAi(body.path("error"));
        time.gemini(body.path("error").path("details"));
        return time.found.stream()
                .filter(at -> at.isBefore(now.plus(LONGEST)))
                .max(Instant::compareTo)
                .map(at -> at.isBefore(now) ? now : at);
    }

    private void retryAfter() {
        headers.first("retry-after-ms").ifPresent(ms -> seconds(ms, -3));
        headers.first("retry-after").ifPresent(value -> {
            if (!seconds(value, 0)) {
                try {
                    found.add(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
                } catch (DateTimeParseException e) {
                    // Neither form of RFC 9110: it says nothing.
                    return;
                }
            }
        });
    }

    private void anthropic() {
        if (headers.first("anthropic-ratelimit-unified-status").orElse("").equals("rejected")) {
            headers.first("anthropic-ratelimit-unified-reset").ifPresent(this::epoch);
        }
        for (String limit : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
            String prefix = "anthropic-ratelimit-" + limit;
            if (used(prefix + "-remaining")) {
                headers.first(prefix + "-reset").ifPresent(this::instant);
            }
        }
    }

    private void openAi(JsonNode error) {
        for (String limit : List.of("requests", "tokens")) {
            if (used("x-ratelimit-remaining-" + limit)) {
                headers.first("x-ratelimit-reset-" + limit).ifPresent(this::span);
            }
        }
        if (error.path("resets_at").isNumber()) {
            epoch(error.path("resets_at").asString());
        } else if (error.path("resets_in_seconds").isNumber()) {
            seconds(error.path("resets_in_seconds").asString(), 0);
        }
    }

    private void gemini(JsonNode details) {
        int before = found.size();
        details.forEach(detail -> span(detail.path("retryDelay").asString("")));
        if (found.size() > before) {
            return;
        }
        details.forEach(detail -> detail.path("violations").forEach(violation -> {
            if (violation.path("quotaId").asString("").contains("PerDay")) {
                found.add(LocalDate.ofInstant(now, PACIFIC)
                        .plusDays(1)
                        .atStartOfDay(PACIFIC)
                        .toInstant());
            }
        }));
    }

    /** A limit of which nothing is left. */
    private boolean used(String remaining) {
        return headers.first(remaining).orElse("").equals("0");
    }

    private boolean seconds(String text, int power) {
        if (!NUMBER.matcher(text).matches()) {
            return false;
        }
        found.add(now.plus(duration(new BigDecimal(text).scaleByPowerOfTen(power))));
        return true;
    }

    private void epoch(String text) {
        if (NUMBER.matcher(text).matches()) {
            found.add(Instant.EPOCH.plus(duration(new BigDecimal(text))));
        }
    }

    private void instant(String text) {
        try {
            found.add(ZonedDateTime.parse(text, DateTimeFormatter.ISO_DATE_TIME).toInstant());
        } catch (DateTimeParseException e) {
            epoch(text);
        }
    }

    /** As in {@code 6m0s}, {@code 20ms} or {@code 34.07s}. */
    private void span(String text) {
        Matcher part = SPAN.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            BigDecimal count = new BigDecimal(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> duration(count.scaleByPowerOfTen(-3));
                        case "s" -> duration(count);
                        case "m" -> duration(count.multiply(BigDecimal.valueOf(60)));
                        case "h" -> duration(count.multiply(BigDecimal.valueOf(3_600)));
                        default -> duration(count.multiply(BigDecimal.valueOf(86_400)));
                    });
            end = part.end();
            if (sum.compareTo(LONGEST) > 0) {
                // So many of them that no time could be told.
                return;
            }
        }
        if (end > 0 && end == text.length()) {
            found.add(now.plus(sum));
        }
    }

    private static Duration duration(BigDecimal seconds) {
        return Duration.ofMillis(seconds.scaleByPowerOfTen(3).longValue());
    }
}
