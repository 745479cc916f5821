package dev.paddock.account;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of a ChatGPT sign-in. The access token is a JWT; only its claims are read here, its signature is the vendor's matter. Forms as Codex keeps
 * them.
 *
 * @param access what goes with a request
 * @param refresh what a new access token is got with; used once
 * @param account id of the ChatGPT account or workspace that pays
 * @see <a href="https://github.com/openai/codex/tree/main/codex-rs/login">login of Codex</a>
 */
public record ChatGptTokens(String access, String refresh, String account) {
    private static final String CLAIMS = "https://api.openai.com/auth";

    /** @throws PaddockException INVALID when a token can't be one */
    public ChatGptTokens {
        for (String part : new String[] {access, refresh, account}) {
            if (part.isEmpty() || part.length() > 16_384 || part.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
                throw new PaddockException(ErrorCode.INVALID, "the ChatGPT sign-in lacks a token or its account");
            }
        }
    }

    /**
     * Reads the text of Codex's {@code auth.json}.
     *
     * @throws PaddockException INVALID, never quoting it
     */
    static ChatGptTokens ofAuthFile(String text) {
        JsonNode tokens;
        try {
            tokens = EventJson.mapper().readTree(text).path("tokens");
        } catch (JacksonException e) {
            // The cause would quote the text.
            throw new PaddockException(ErrorCode.INVALID, "that is not the text of Codex's auth.json");
        }
        if (!tokens.isObject()) {
            throw new PaddockException(
                    ErrorCode.INVALID, "Codex is not signed in with ChatGPT there; run `codex login` first");
        }
        return of(tokens, tokens.path("account_id").asString(""));
    }

    /** Reads an object with {@code access_token}, {@code refresh_token} and {@code id_token}. */
    static ChatGptTokens of(JsonNode tokens, String account) {
        String access = tokens.path("access_token").asString("");
        String known = account.isEmpty()
                ? accountOf(tokens.path("id_token").asString(""))
                        .or(() -> accountOf(access))
                        .orElse("")
                : account;
        return new ChatGptTokens(access, tokens.path("refresh_token").asString(""), known);
    }

    /** When the access token ends; empty where it does not say. */
    Optional<Instant> expires() {
        JsonNode exp = claims(access).path("exp");
        return exp.canConvertToLong() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty();
    }

    private static Optional<String> accountOf(String jwt) {
        String account = claims(jwt).path(CLAIMS).path("chatgpt_account_id").asString("");
        return account.isEmpty() ? Optional.empty() : Optional.of(account);
    }

    private static JsonNode claims(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        try {
            return parts.length == 3
                    ? EventJson.mapper().readTree(Base64.getUrlDecoder().decode(parts[1]))
                    : EventJson.mapper().createObjectNode();
        } catch (JacksonException | IllegalArgumentException e) {
            return EventJson.mapper().createObjectNode();
        }
    }

    @Override
    public String toString() {
        return "ChatGptTokens[" + account + "]";
    }
}
