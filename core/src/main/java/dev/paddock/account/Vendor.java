package dev.paddock.account;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A vendor that the server can be signed in with; each is one model route. */
public enum Vendor {
    ANTHROPIC("anthropic", "claude", "claude-code"),
    OPENAI("openai", "codex", "chatgpt"),
    GEMINI("gemini", "gemini", "google"),
    /** Any server that speaks OpenAI's Chat Completions: a company's gateway, a model server on this machine. */
    OPENAI_COMPATIBLE("openai-compatible", "openai-compatible", "compatible");

    private final String text;
    private final String command;
    private final String other;

    Vendor(String text, String command, String other) {
        this.text = text;
        this.command = command;
        this.other = other;
    }

    /** As in a model route, in the API and in names of files. */
    public String text() {
        return text;
    }

    /** What a person types after {@code paddock auth} to sign in. */
    public String command() {
        return command;
    }

    /**
     * The vendor of this name, or of an agent's name that stands for it.
     *
     * @throws PaddockException NOT_FOUND
     */
    public static Vendor of(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(vendor ->
                        vendor.text.equals(plain) || vendor.command.equals(plain) || vendor.other.equals(plain))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no vendor " + (name.length() > 100 ? name.substring(0, 100) + "…" : name)
                                + "; there are "
                                + Arrays.stream(values()).map(Vendor::text).collect(Collectors.joining(", "))));
    }
}
