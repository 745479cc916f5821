package dev.paddock.task;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes as people write them: {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}; {@code 512m}, {@code 4g}, powers of 1024. */
public final class Amounts {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*([smhd])");

    private Amounts() {}

    /** @throws IllegalArgumentException if it is none, saying what is expected */
    public static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a time, as in 30s, 5m or 2h");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).charAt(0)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /**
     * Bytes.
     *
     * @throws IllegalArgumentException if it is none, or less than {@code least}, saying what is expected
     */
    public static long size(String text, long least) {
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            int shift = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
            int bits = matcher.group(2).isEmpty() ? 0 : (shift + 1) * 10;
            long number = Long.parseLong(matcher.group(1));
            if (number <= Long.MAX_VALUE >> bits && number << bits >= least) {
                return number << bits;
            }
        }
        throw new IllegalArgumentException("a size of at least " + of(least) + ", as in 512m or 4g");
    }

    /** As {@link #size} reads it. */
    public static String of(long bytes) {
        int power = 0;
        long count = bytes;
        while (power < 4 && count >= 1024 && count % 1024 == 0) {
            count /= 1024;
            power++;
        }
        return count + (power == 0 ? "" : String.valueOf("kmgt".charAt(power - 1)));
    }

    /** As {@link #time} reads it, to the second. */
    public static String of(Duration time) {
        long seconds = time.toSeconds();
        if (seconds > 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds > 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
