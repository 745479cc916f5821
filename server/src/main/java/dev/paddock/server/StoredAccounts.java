package dev.paddock.server;

import dev.paddock.agent.Account;
import dev.paddock.agent.Accounts;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The API's view of {@link Accounts}. */
record StoredAccounts(Accounts accounts) implements AccountBook {
    @Override
    public List<AccountView> all() {
        return accounts.list().stream().map(StoredAccounts::view).toList();
    }

    @Override
    public AccountView put(String vendor, String kind, String secret) {
        Account.Kind known = Arrays.stream(Account.Kind.values())
                .filter(candidate -> candidate.text().equals(kind))
                .findFirst()
                .orElseThrow(() -> new PaddockException(ErrorCode.INVALID, "there is no kind of account " + kind));
        return view(accounts.put(vendor, known, secret));
    }

    @Override
    public boolean remove(String vendor) {
        return accounts.remove(vendor);
    }

    private static AccountView view(Account account) {
        return new AccountView(
                account.vendor(),
                account.kind().text(),
                account.since(),
                account.source().name().toLowerCase(Locale.ROOT),
                account.hint());
    }
}
