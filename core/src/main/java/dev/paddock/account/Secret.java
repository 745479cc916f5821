package dev.paddock.account;

/** What proves an account to its vendor. Never shown: no form of it but its own accessors holds the secret's text. */
public sealed interface Secret {
    /** An API key or a bearer token. */
    record Key(String text) implements Secret {
        @Override
        public String toString() {
            return "Key[…]";
        }
    }

    /** A ChatGPT sign-in. */
    record ChatGpt(ChatGptTokens tokens) implements Secret {}

    /** Nothing is asked for. */
    record None() implements Secret {}

    /** The last four characters of a key, the account of a ChatGPT sign-in, or nothing. */
    default String hint() {
        return switch (this) {
            case Key key -> key.text().substring(Math.max(0, key.text().length() - 4));
            case ChatGpt signIn -> signIn.tokens().account();
            case None none -> "";
        };
    }
}
