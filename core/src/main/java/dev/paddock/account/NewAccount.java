package dev.paddock.account;

import dev.paddock.account.Account.Kind;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in as a person gives it, checked: only what is clearly a mistake is refused, since the form of a vendor's keys is not known for sure.
 *
 * @param url null for the vendor's own address
 */
public record NewAccount(
        Vendor vendor,
        String name,
        Kind kind,
        Secret secret,
        @Nullable URI url) {
    /** The name of an account that was given none. */
    public static final String USUAL = "default";
    /** The account that the server's variables made. */
    public static final String ENVIRONMENT = "environment";
    /** Stands for a key that was given with one task, which is no account. */
    public static final String LAUNCH = "launch-key";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    /** @throws PaddockException INVALID, never quoting the secret */
    public NewAccount {
        if (name.equals(ENVIRONMENT) || name.equals(LAUNCH)) {
            throw invalid("the name " + name + " has a meaning of its own; choose another");
        }
        checkName(name);
        if (vendor == Vendor.OPENAI_COMPATIBLE && url == null) {
            throw invalid("an openai-compatible account needs the address of its server; give --url");
        }
        if (url == null && kind == Kind.NONE) {
            throw invalid("an account without a key needs the address of a server that asks for none; give --url");
        }
        if (kind == Kind.CHATGPT && (url != null || vendor != Vendor.OPENAI)) {
            throw invalid("a ChatGPT sign-in is for openai, without another address: its tokens go to ChatGPT only");
        }
        switch (secret) {
            case Secret.Key key -> {
                String problem = KeyChecks.problem(vendor, kind, key.text(), url != null);
                if (!problem.isEmpty()) {
                    throw invalid("the secret " + problem);
                }
            }
            case Secret.ChatGpt chatGpt -> {}
            case Secret.None none -> {}
        }
    }

    /**
     * A key or token, stripped of blanks around it; for kind {@code none} it must be empty.
     *
     * @param anyHttp whether {@code http} is allowed to other machines than this one
     */
    public static NewAccount of(
            Vendor vendor, String name, Kind kind, String secret, @Nullable String url, boolean anyHttp) {
        String text = secret.strip();
        URI address = url == null || url.isBlank() ? null : BaseUrl.parse(url.strip(), anyHttp);
        return switch (kind) {
            case API_KEY, SUBSCRIPTION_TOKEN -> new NewAccount(vendor, name, kind, new Secret.Key(text), address);
            case CHATGPT ->
                new NewAccount(vendor, name, kind, new Secret.ChatGpt(ChatGptTokens.ofAuthFile(text)), address);
            case NONE -> {
                if (!text.isEmpty()) {
                    throw invalid("an account of kind none takes no secret");
                }
                yield new NewAccount(vendor, name, kind, new Secret.None(), address);
            }
        };
    }

    /** Its argument, if an account can have this name. */
    static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("an account's name has 1 to 32 small letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    private static PaddockException invalid(String message) {
        return new PaddockException(ErrorCode.INVALID, message);
    }
}
