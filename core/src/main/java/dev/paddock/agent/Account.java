package dev.paddock.agent;

import java.time.Instant;

/**
 * A sign-in with a vendor, without its secret.
 *
 * @param vendor as in a model route
 * @param hint the secret's last four characters
 */
public record Account(String vendor, Kind kind, Source source, Instant since, String hint) {
    /** What the secret is. */
    public enum Kind {
        API_KEY("api-key"),
        SUBSCRIPTION_TOKEN("subscription-token");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As in the API and in files. */
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
