package dev.paddock.account;

import dev.paddock.account.Account.Kind;

/** Finds out that a text is clearly not the key or token that it is given for. */
final class KeyChecks {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 8_192;
    /** Local model servers take anything. */
    private static final int SHORTEST_ELSEWHERE = 1;

    private KeyChecks() {}

    /**
     * What is wrong; empty where nothing is. Never quotes the secret.
     *
     * @param elsewhere whether it is for another address than the vendor's, where any form is possible
     */
    static String problem(Vendor vendor, Kind kind, String secret, boolean elsewhere) {
        int shortest = elsewhere ? SHORTEST_ELSEWHERE : SHORTEST;
        if (secret.length() < shortest || secret.length() > LONGEST) {
            return "has " + secret.length() + " characters; it must have " + shortest + " to " + LONGEST;
        }
        if (secret.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            return "has a space, a line break or a character that no key has; was it copied whole?";
        }
        if (elsewhere) {
            return "";
        }
        boolean ofAnthropic = secret.startsWith("sk-ant-");
        return switch (vendor) {
            case ANTHROPIC -> {
                if (secret.startsWith("sk-proj-") || secret.startsWith("AIza")) {
                    yield "is of another vendor";
                }
                if (kind == Kind.API_KEY && secret.startsWith("sk-ant-oat")) {
                    yield "is a subscription token (sk-ant-oat…), not an API key; give it as subscription-token";
                }
                yield kind == Kind.SUBSCRIPTION_TOKEN && secret.startsWith("sk-ant-api")
                        ? "is an API key (sk-ant-api…), not a subscription token; give it as api-key"
                        : "";
            }
            case OPENAI, GEMINI, OPENAI_COMPATIBLE -> ofAnthropic ? "is one of Anthropic (sk-ant-…)" : "";
        };
    }
}
