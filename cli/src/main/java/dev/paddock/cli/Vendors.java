package dev.paddock.cli;

import java.util.List;
import java.util.Locale;

/** Model vendors by the names people use: the agent's or the vendor's own. */
final class Vendors {
    static final List<String> ALL = List.of("anthropic", "openai", "gemini", "openai-compatible");

    private Vendors() {}

    static String of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "claude", "claude-code" -> "anthropic";
            case "codex", "chatgpt" -> "openai";
            case "google", "gemini-cli" -> "gemini";
            default -> name;
        };
    }

    /** What a person types after {@code paddock auth} to sign in with it. */
    static String command(String vendor) {
        return switch (vendor) {
            case "anthropic" -> "claude";
            case "openai" -> "codex";
            default -> vendor;
        };
    }

    /** The variable that hands a vendor's key to the server when it starts. */
    static String variable(String vendor) {
        return vendor.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_API_KEY";
    }
}
