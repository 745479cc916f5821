package dev.paddock.account;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in with a vendor, without its secret.
 *
 * @param name one of several of the vendor
 * @param hint the end of the secret, or the id of the ChatGPT account; empty where there is none
 * @param url where its requests go instead of the vendor's own address; null for that
 * @param chosen whether it is the one that runs take unless they name another
 */
public record Account(
        Vendor vendor,
        String name,
        Kind kind,
        Source source,
        Instant since,
        String hint,
        @Nullable URI url,
        boolean chosen) {
    /** What the secret is. */
    public enum Kind {
        API_KEY("api-key"),
        /** A bearer token: of {@code claude setup-token}, or of a company's gateway. */
        SUBSCRIPTION_TOKEN("subscription-token"),
        /** Tokens of a ChatGPT sign-in, which are renewed here. */
        CHATGPT("chatgpt"),
        /** No secret; a server that asks for none. */
        NONE("none");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As in the API. */
        public String text() {
            return text;
        }
    }

    /** Where the secret is from. */
    public enum Source {
        /** The environment at the server's start; kept in memory only. */
        ENVIRONMENT,
        /** A file of the home. */
        STORED
    }
}
