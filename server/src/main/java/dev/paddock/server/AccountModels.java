package dev.paddock.server;

import dev.paddock.account.Account;
import dev.paddock.account.Account.Kind;
import dev.paddock.account.Accounts;
import dev.paddock.account.ChatGptRenewal;
import dev.paddock.account.ChatGptTokens;
import dev.paddock.account.NewAccount;
import dev.paddock.account.Secret;
import dev.paddock.account.SignIn;
import dev.paddock.account.Vendor;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.gateway.Credential;
import dev.paddock.gateway.ModelRoute;
import dev.paddock.gateway.ModelVendor;
import dev.paddock.gateway.NoCredentialException;
import dev.paddock.home.Settings;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes model routes of accounts, and of keys that came with a task. Thread-safe. */
final class AccountModels {
    private static final String LOST =
            "The key that was given with this task is gone: it was kept in memory only, and the server was started anew"
                    + " or the run had ended long ago. Start the task again with --key.";

    private static final URI NOWHERE = URI.create("https://nowhere.invalid");

    private final Accounts accounts;
    private final ChatGptRenewal renewal;
    private final Settings settings;

    AccountModels(Accounts accounts, ChatGptRenewal renewal, Settings settings) {
        this.accounts = accounts;
        this.renewal = renewal;
        this.settings = settings;
    }

    /**
     * Checks that there is what a route needs, and gives the account's name.
     *
     * @param name of the account; null for the vendor's default
     * @param withKey whether the task brings a key of its own
     * @throws PaddockException PREREQUISITE, saying what to do
     */
    String check(ModelVendor vendor, @Nullable String name, boolean withKey) {
        if (withKey) {
            keyBase(vendor);
            return NewAccount.LAUNCH;
        }
        Account account = get(vendor, name).account();
        base(vendor, account);
        return account.name();
    }

    /** The route with a key that came with the task; where it is gone, the run is told so. */
    ModelRoute ofKey(ModelVendor vendor, Supplier<Optional<String>> key) {
        return new ModelRoute(
                vendor,
                keyBase(vendor),
                () -> Optional.of(ofKey(vendor.name(), key.get().orElseThrow(() -> new NoCredentialException(LOST)))));
    }

    /**
     * The route of an account, to the address that the account has now: a credential never goes anywhere else.
     *
     * @param name null for the vendor's default
     */
    ModelRoute ofAccount(ModelVendor vendor, @Nullable String name) {
        Optional<Account> found = accounts.find(Vendor.of(vendor.name()), name).map(SignIn::account);
        // Where a run is taken up after its account was removed, it may be signed in again later.
        URI base = found.map(account -> base(vendor, account))
                .or(vendor::defaultBase)
                .orElse(NOWHERE);
        String pinned = found.map(Account::name).orElse(name == null ? NewAccount.USUAL : name);
        return new ModelRoute(vendor, base, new AccountCredentials(this, vendor, pinned, name == null, base));
    }

    /** The account that a route uses, where its requests still go to this address. */
    Optional<SignIn> at(ModelVendor vendor, String name, boolean orDefault, URI base) {
        Vendor known = Vendor.of(vendor.name());
        Optional<SignIn> found =
                accounts.find(known, name).or(() -> orDefault ? accounts.find(known, null) : Optional.empty());
        found.filter(one -> !base(vendor, one.account()).equals(base)).ifPresent(moved -> {
            throw new NoCredentialException("The account " + moved.account().name()
                    + " has another address than when this run began. Start the task anew.");
        });
        return found;
    }

    /** What proves an account, renewed where it has to be. */
    Optional<Credential> credential(SignIn signIn) {
        Account account = signIn.account();
        return switch (signIn.secret()) {
            case Secret.Key key ->
                Optional.of(
                        account.kind() == Kind.SUBSCRIPTION_TOKEN && !key.text().startsWith("sk-ant-oat")
                                ? Credential.bearer(key.text())
                                : ofKey(account.vendor().text(), key.text()));
            case Secret.None none -> Optional.of(Credential.none());
            case Secret.ChatGpt chatGpt -> {
                try {
                    yield renewal.fresh(account).map(AccountModels::chatGpt);
                } catch (PaddockException e) {
                    throw new NoCredentialException(e.detail());
                }
            }
        };
    }

    /** Whether there is another credential after the vendor refused this one. */
    boolean renewed(SignIn signIn, Credential refused) {
        return switch (signIn.secret()) {
            case Secret.Key key -> false;
            case Secret.None none -> false;
            case Secret.ChatGpt(ChatGptTokens tokens) ->
                !chatGpt(tokens).equals(refused)
                        || renewal.after(signIn.account(), tokens.access()).isPresent();
        };
    }

    private static Credential chatGpt(ChatGptTokens tokens) {
        return Credential.chatGpt(tokens.access(), tokens.account());
    }

    private SignIn get(ModelVendor vendor, @Nullable String name) {
        Vendor known = Vendor.of(vendor.name());
        return accounts.find(known, name)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.PREREQUISITE,
                        name == null
                                ? "the server is not signed in with " + vendor.name() + ". " + vendor.signIn()
                                        + " To try without a key, add --rehearse."
                                : "there is no account " + name + " of " + vendor.name()
                                        + "; `paddock auth list`, or `paddock auth " + known.command() + " --name "
                                        + name + "`"));
    }

    private URI base(ModelVendor vendor, Account account) {
        URI own = account.url();
        if (account.kind() == Kind.CHATGPT) {
            return URI.create(Credential.CHATGPT_BASE);
        }
        return own != null ? own : usualBase(vendor);
    }

    /** A key without an account goes to the vendor; where that has no address of its own, to that of the default account. */
    private URI keyBase(ModelVendor vendor) {
        return vendor.defaultBase().isPresent()
                ? usualBase(vendor)
                : base(vendor, get(vendor, null).account());
    }

    private URI usualBase(ModelVendor vendor) {
        return settings.model(vendor.name())
                .or(vendor::defaultBase)
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.PREREQUISITE, vendor.name() + " needs a base URL. " + vendor.signIn()));
    }

    private static Credential ofKey(String vendor, String key) {
        return switch (vendor) {
            case "anthropic" -> Credential.anthropic(key);
            case "gemini" -> Credential.gemini(key);
            default -> Credential.bearer(key);
        };
    }
}
