package dev.paddock.environment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares version names by their numbers: {@code v9.1} is before {@code v10.0}. */
final class Versions {
    private static final Pattern PART = Pattern.compile("\\d{1,9}|\\D+");

    private Versions() {}

    static int compare(String a, String b) {
        Matcher left = PART.matcher(a);
        Matcher right = PART.matcher(b);
        while (true) {
            boolean more = left.find();
            if (more != right.find()) {
                return more ? 1 : -1;
            }
            if (!more) {
                return 0;
            }
            int order = part(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
    }

    /** Without the {@code v} that some managers put before a number. */
    static String plain(String version) {
        return version.matches("v\\d.*") ? version.substring(1) : version;
    }

    private static int part(String a, String b) {
        boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
        return numbers ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b)) : a.compareTo(b);
    }
}
