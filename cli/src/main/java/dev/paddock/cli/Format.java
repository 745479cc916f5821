package dev.paddock.cli;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
final class Format {
    private Format() {}

    /** "1st", "22nd", "13th". */
    static String ordinal(long number) {
        boolean teen = number % 100 / 10 == 1;
        return number
                + switch ((int) (number % 10)) {
                    case 1 -> teen ? "th" : "st";
                    case 2 -> teen ? "th" : "nd";
                    case 3 -> teen ? "th" : "rd";
                    default -> "th";
                };
    }

    /** 950, 1.2k, 18k, 3.4M. */
    static String count(long n) {
        if (n < 1000) {
            return String.valueOf(n);
        }
        boolean millions = n >= 999_500;
        double value = n / (millions ? 1e6 : 1e3);
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value) + (millions ? "M" : "k");
    }

    /** US dollars, to the hundredth of a cent below a dollar. */
    static String cost(double dollars) {
        return String.format(Locale.ROOT, dollars < 1 ? "$%.4f" : "$%.2f", dollars);
    }

    /** 0:07, 12:30, 1:02:03, 4d 03h: at most eight characters for a thousand days. */
    static String elapsed(Duration time) {
        long s = Math.max(0, time.toSeconds());
        if (s >= 360_000) {
            return String.format(Locale.ROOT, "%dd %02dh", s / 86_400, s / 3600 % 24);
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    /** 900 B, 1.5 MiB. */
    static String bytes(long n) {
        if (n < 1024) {
            return n + " B";
        }
        int power = (63 - Long.numberOfLeadingZeros(n)) / 10;
        double value = n / Math.pow(1024, power);
        return String.format(Locale.ROOT, value < 10 ? "%.1f %siB" : "%.0f %siB", value, "KMGTPE".charAt(power - 1));
    }

    /** "1 file", "3 files". */
    static String many(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
