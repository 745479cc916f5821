package dev.paddock.cli;

import java.time.Duration;

/**
 * Figures as people read them. Without {@code String.format}: to look up how a language writes a number is a tenth of all that a short command does.
 */
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
        return (value < 9.95 ? decimal(value, 1) : Long.toString(Math.round(value))) + (millions ? "M" : "k");
    }

    /** US dollars, to the hundredth of a cent below a dollar. */
    static String cost(double dollars) {
        return "$" + decimal(dollars, dollars < 1 ? 4 : 2);
    }

    /** 0:07, 12:30, 1:02:03, 4d 03h: at most eight characters for a thousand days. */
    static String elapsed(Duration time) {
        long s = Math.max(0, time.toSeconds());
        if (s >= 360_000) {
            return s / 86_400 + "d " + two(s / 3600 % 24) + "h";
        }
        return s < 3600 ? s / 60 + ":" + two(s % 60) : s / 3600 + ":" + two(s / 60 % 60) + ":" + two(s % 60);
    }

    /** 900 B, 1.5 MiB. */
    static String bytes(long n) {
        if (n < 1024) {
            return n + " B";
        }
        int power = (63 - Long.numberOfLeadingZeros(n)) / 10;
        double value = n / Math.pow(1024, power);
        return (value < 9.95 ? decimal(value, 1) : Long.toString(Math.round(value))) + " " + "KMGTPE".charAt(power - 1)
                + "iB";
    }

    private static String decimal(double value, int places) {
        long scale = Math.round(Math.pow(10, places));
        long scaled = Math.round(value * scale);
        String fraction = Long.toString(scaled % scale);
        return scaled / scale + "." + "0".repeat(places - fraction.length()) + fraction;
    }

    private static String two(long n) {
        return n < 10 ? "0" + n : Long.toString(n);
    }

    /** "1 file", "3 files". */
    static String many(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
