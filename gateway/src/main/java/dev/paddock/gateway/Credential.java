package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway adds to a model request so that the vendor accepts it. Never shown: {@link #toString} names the header
 * only.
 *
 * @param header name of the header that carries it, lower case
 * @param value its whole value
 * @param extra further headers it needs; a value is appended to that of the request where the request has that header
 */
public record Credential(String header, String value, Map<String, String> extra) {
    /** Shorter ones are stand-ins (of a rehearsal, say): hiding them would garble ordinary text. */
    private static final int SHORTEST_SECRET = 16;

    private static final String BEARER = "Bearer ";

    /** @throws IllegalArgumentException when a name or value cannot stand in a header */
    public Credential {
        extra = Map.copyOf(new TreeMap<>(extra));
        checkValue(header, value);
        extra.forEach(Credential::checkValue);
    }

    /** An Anthropic API key ({@code sk-ant-api…}), or any key that travels in {@code x-api-key}. */
    public static Credential apiKey(String key) {
        return new Credential("x-api-key", key.strip(), Map.of());
    }

    /** A token that travels as {@code Authorization: Bearer}. */
    public static Credential bearer(String token) {
        return new Credential("authorization", BEARER + token.strip(), Map.of());
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
        return new Credential("authorization", BEARER + text, Map.of("anthropic-beta", "oauth-2025-04-20"));
    }

    /** What must never be seen on the run's side. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        String bare = value.startsWith(BEARER) ? value.substring(BEARER.length()) : value;
        if (bare.length() >= SHORTEST_SECRET) {
            secrets.add(bare);
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
        return "Credential[" + header + "]";
    }
}
