package dev.paddock.server;

import dev.paddock.account.Account;
import dev.paddock.account.Accounts;
import dev.paddock.account.ChatGptSignIns;
import dev.paddock.account.NewAccount;
import dev.paddock.account.Vendor;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API's view of {@link Accounts}. */
record StoredAccounts(Accounts accounts, ChatGptSignIns signIns, Trial trial) implements AccountBook {
    /** Asks a vendor something small with an account; the default one for the name null. */
    interface Trial {
        TestView run(Vendor vendor, @Nullable String name);
    }

    @Override
    public List<AccountView> all() {
        return accounts.list().stream().map(StoredAccounts::view).toList();
    }

    @Override
    public AccountView put(NewAccount given) {
        return view(accounts.put(given));
    }

    @Override
    public AccountView use(String vendor, String name) {
        return view(accounts.use(Vendor.of(vendor), name));
    }

    @Override
    public void remove(String vendor, @Nullable String name) {
        Vendor known = Vendor.of(vendor);
        accounts.remove(known, name == null ? only(known) : name);
    }

    @Override
    public TestView test(String vendor, @Nullable String name) {
        return trial.run(Vendor.of(vendor), name);
    }

    @Override
    public ChatGptSignIns.Begun begin(String name) {
        return signIns.begin(name);
    }

    @Override
    public Optional<AccountView> finish(String signIn) {
        return signIns.finish(signIn).map(StoredAccounts::view);
    }

    private String only(Vendor vendor) {
        List<String> names = accounts.list().stream()
                .filter(account -> account.vendor() == vendor)
                .map(Account::name)
                .toList();
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw names.isEmpty()
                ? new PaddockException(ErrorCode.NOT_FOUND, "there is no account of " + vendor.text())
                : new PaddockException(
                        ErrorCode.CONFLICT,
                        "there are several accounts of " + vendor.text() + ": " + String.join(", ", names)
                                + "; say which");
    }

    private static AccountView view(Account account) {
        URI url = account.url();
        return new AccountView(
                account.vendor().text(),
                account.name(),
                account.kind().text(),
                account.since(),
                account.source().name().toLowerCase(Locale.ROOT),
                account.hint().isEmpty() ? null : account.hint(),
                url == null ? null : url.toString(),
                account.chosen());
    }
}
