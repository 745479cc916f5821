package dev.paddock.gateway;

import java.util.Locale;

/**
 * A DNS host name in canonical form: ASCII letters, digits and hyphens, lower case, no trailing dot.
 *
 * <p>No spelling of an IP address passes: the last label may be neither a decimal number nor a {@code 0x} number, which is
 * how the URL standard tells an IPv4 address (short, octal and single-number forms included) from a name.
 */
record HostName(String text) {
    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    /**
     * Reads a host name as a run or a person wrote it.
     *
     * @throws RefusedException with {@link Refusal#IP_ADDRESS} or {@link Refusal#BAD_HOST}
     */
    static HostName parse(String raw) {
        if (raw.startsWith("[") || raw.chars().filter(c -> c == ':').count() > 1) {
            throw new RefusedException(Refusal.IP_ADDRESS, "an IPv6 address was given");
        }
        String name = raw.endsWith(".") ? raw.substring(0, raw.length() - 1) : raw;
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw bad("it is empty or longer than " + MAX_LENGTH + " characters");
        }
        int start = 0;
        int lastLabel = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                checkLabel(name, start, i);
                lastLabel = start;
                start = i + 1;
            } else if (!isLetterDigitHyphen(name.charAt(i))) {
                throw bad("it has a character other than a-z, 0-9, hyphen and dot");
            }
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (isNumber(lower.substring(lastLabel))) {
            throw new RefusedException(Refusal.IP_ADDRESS, "an IP address was given");
        }
        return new HostName(lower);
    }

    /** Whether this is a strict sub-domain of {@code other}, at any depth. */
    boolean isSubdomainOf(String other) {
        return text.length() > other.length() + 1
                && text.endsWith(other)
                && text.charAt(text.length() - other.length() - 1) == '.';
    }

    private static void checkLabel(String name, int start, int end) {
        if (start == end || end - start > MAX_LABEL) {
            throw bad("it has an empty label or one longer than " + MAX_LABEL + " characters");
        }
        if (name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            throw bad("a label begins or ends with a hyphen");
        }
    }

    private static boolean isLetterDigitHyphen(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }

    private static boolean isNumber(String label) {
        if (label.startsWith("0x")) {
            return label.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
        }
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static RefusedException bad(String why) {
        return new RefusedException(Refusal.BAD_HOST, "the host name is not acceptable: " + why);
    }

    @Override
    public String toString() {
        return text;
    }
}
