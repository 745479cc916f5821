package dev.paddock.account;

import dev.paddock.account.Account.Source;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that the server holds, several of a vendor by their names. One of a vendor is its default: the last that was given or chosen; else that of the
 * environment; else the last one stored. Secrets leave through {@link #find} only. Thread-safe.
 */
public final class Accounts {
    private static final int MOST = 100;

    private final AccountFiles files;
    private final Map<Vendor, Map<String, SignIn>> held = new EnumMap<>(Vendor.class);
    private final Map<Vendor, String> chosen = new EnumMap<>(Vendor.class);

    /**
     * Reads what is stored, and takes what the environment brings.
     *
     * @throws PaddockException INVALID if the environment's key is none
     */
    public Accounts(Path secrets, Map<String, String> environment) {
        this.files = new AccountFiles(secrets);
        Map<Vendor, SignIn> brought = EnvironmentAccounts.take(environment);
        for (Vendor vendor : Vendor.values()) {
            Map<String, SignIn> all = new TreeMap<>();
            files.read(vendor).forEach(one -> all.put(one.account().name(), one));
            SignIn own = brought.get(vendor);
            if (own != null) {
                all.put(NewAccount.ENVIRONMENT, own);
            }
            held.put(vendor, all);
            files.chosen(vendor)
                    .filter(all::containsKey)
                    .or(() -> usual(all))
                    .ifPresent(name -> chosen.put(vendor, name));
        }
    }

    /** All accounts, by vendor and name. */
    public synchronized List<Account> list() {
        return held.values().stream()
                .flatMap(all -> all.values().stream())
                .map(this::marked)
                .toList();
    }

    /**
     * An account with its secret.
     *
     * @param name null for the vendor's default
     */
    public synchronized Optional<SignIn> find(Vendor vendor, @Nullable String name) {
        String wanted = name == null ? chosen.get(vendor) : name;
        SignIn found = wanted == null ? null : all(vendor).get(wanted);
        return found == null ? Optional.empty() : Optional.of(new SignIn(marked(found), found.secret()));
    }

    /** Keeps an account, in the place of one of the same name, and makes it its vendor's default. */
    public synchronized Account put(NewAccount given) {
        Map<String, SignIn> all = all(given.vendor());
        if (all.size() >= MOST && !all.containsKey(given.name())) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    "there are " + MOST + " accounts of " + given.vendor().text() + "; remove some");
        }
        Account account = new Account(
                given.vendor(),
                given.name(),
                given.kind(),
                Source.STORED,
                Instant.now(),
                given.secret().hint(),
                given.url(),
                false);
        SignIn kept = new SignIn(account, given.secret());
        files.write(kept);
        all.put(given.name(), kept);
        choose(given.vendor(), given.name());
        return marked(kept);
    }

    /**
     * Makes an account its vendor's default.
     *
     * @throws PaddockException NOT_FOUND, naming those there are
     */
    public synchronized Account use(Vendor vendor, String name) {
        SignIn found = get(vendor, name);
        choose(vendor, name);
        return marked(found);
    }

    /**
     * Forgets an account; one of the environment is back at the server's next start.
     *
     * @throws PaddockException NOT_FOUND, naming those there are
     */
    public synchronized void remove(Vendor vendor, String name) {
        SignIn found = get(vendor, name);
        if (found.account().source() == Source.STORED) {
            files.remove(vendor, name);
        }
        Map<String, SignIn> all = all(vendor);
        all.remove(name);
        if (name.equals(chosen.get(vendor))) {
            chosen.remove(vendor);
            usual(all).ifPresent(other -> choose(vendor, other));
        }
    }

    /** Keeps renewed tokens, on the disk before anybody gets them; nothing if the account has others by now. */
    synchronized void renew(Account account, ChatGptTokens before, ChatGptTokens after) {
        SignIn present = all(account.vendor()).get(account.name());
        if (present == null || !present.secret().equals(new Secret.ChatGpt(before))) {
            return;
        }
        SignIn renewed = new SignIn(present.account(), new Secret.ChatGpt(after));
        files.write(renewed);
        all(account.vendor()).put(account.name(), renewed);
    }

    private SignIn get(Vendor vendor, String name) {
        SignIn found = all(vendor).get(name);
        if (found == null) {
            throw new PaddockException(
                    ErrorCode.NOT_FOUND,
                    "there is no account " + NewAccount.checkName(name) + " of " + vendor.text() + "; "
                            + (all(vendor).isEmpty()
                                    ? "there is none of it"
                                    : "there are "
                                            + String.join(", ", all(vendor).keySet())));
        }
        return found;
    }

    private void choose(Vendor vendor, String name) {
        files.choose(vendor, name);
        chosen.put(vendor, name);
    }

    private Map<String, SignIn> all(Vendor vendor) {
        return held.computeIfAbsent(vendor, v -> new TreeMap<>());
    }

    private Account marked(SignIn one) {
        Account account = one.account();
        return new Account(
                account.vendor(),
                account.name(),
                account.kind(),
                account.source(),
                account.since(),
                one.secret().hint(),
                account.url(),
                account.name().equals(chosen.get(account.vendor())));
    }

    private static Optional<String> usual(Map<String, SignIn> all) {
        return all.values().stream()
                .map(SignIn::account)
                .max(Comparator.comparing((Account account) -> account.source() == Source.ENVIRONMENT)
                        .thenComparing(Account::since))
                .map(Account::name);
    }
}
