package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway adds to a model request so that the vendor accepts it. Never shown: {@link #toString} names the headers
 * only.
 *
 * @param headers what carries it, lower-case name and whole value; none for a server that asks for nothing
 * @param appended further headers it needs; a value is appended to that of the request where the request has that header
 */
public record Credential(Map<String, String> headers, Map<String, String> appended) {
    /** Where a ChatGPT sign-in is used instead of {@code https://api.openai.com/v1}. */
    public static final String CHATGPT_BASE = "https://chatgpt.com/backend-api/codex";

    /** Shorter ones are stand-ins (of a rehearsal, say): hiding them would garble ordinary text. */
    private static final int SHORTEST_SECRET = 16;

    private static final String BEARER = "Bearer ";

    /** @throws IllegalArgumentException when a name or value cannot stand in a header */
    public Credential {
        headers = Map.copyOf(new TreeMap<>(headers));
        appended = Map.copyOf(new TreeMap<>(appended));
        headers.forEach(Credential::checkValue);
        appended.forEach(Credential::checkValue);
    }

    /** None: for a model server that asks for no key. */
    public static Credential none() {
        return new Credential(Map.of(), Map.of());
    }

    /** An Anthropic API key ({@code sk-ant-api…}), or any key that travels in {@code x-api-key}. */
    public static Credential apiKey(String key) {
        return new Credential(Map.of("x-api-key", key.strip()), Map.of());
    }

    /** A token that travels as {@code Authorization: Bearer}, such as an OpenAI API key. */
    public static Credential bearer(String token) {
        return new Credential(Map.of("authorization", BEARER + token.strip()), Map.of());
    }

    /** A Gemini API key. */
    public static Credential gemini(String key) {
        return new Credential(Map.of("x-goog-api-key", key.strip()), Map.of());
    }

    /**
     * A ChatGPT sign-in, as Codex uses it with the base {@link #CHATGPT_BASE}.
     *
     * @param accessToken the short-lived one; getting a new one is the caller's work
     * @param accountId the account or workspace that pays
     */
    public static Credential chatGpt(String accessToken, String accountId) {
        return new Credential(
                Map.of("authorization", BEARER + accessToken.strip(), "chatgpt-account-id", accountId.strip()),
                Map.of());
    }

    /**
     * What a person got from Anthropic: the token of {@code claude setup-token} for a subscription ({@code sk-ant-oat…}), or
     * else an API key.
     */
    public static Credential anthropic(String keyOrToken) {
        String text = keyOrToken.strip();
        if (!text.startsWith("sk-ant-oat")) {
            return apiKey(text);
        }
        return new Credential(Map.of("authorization", BEARER + text), Map.of("anthropic-beta", "oauth-2025-04-20"));
    }

    /** What must never be seen on the run's side. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (String value : headers.values()) {
            String bare = value.startsWith(BEARER) ? value.substring(BEARER.length()) : value;
            if (bare.length() >= SHORTEST_SECRET) {
                secrets.add(bare);
            }
        }
        return secrets;
    }

    private static void checkValue(String name, String text) {
        boolean plainName = !name.isEmpty() && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
        boolean plainText = !text.isBlank() && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!plainName || !plainText) {
            throw new IllegalArgumentException("a credential is empty or has characters that no header can carry");
        }
    }

    @Override
    public String toString() {
        return "Credential" + headers.keySet().stream().sorted().toList();
    }
}
