package dev.paddock.account;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps ChatGPT sign-ins valid: renews an access token shortly before it ends, or when the vendor refused it. One renewal at a time for an account, whoever
 * asks meanwhile waits for it; renewed tokens are on the disk before anyone gets them, since the old refresh token is used up. Thread-safe.
 */
public final class ChatGptRenewal {
    private static final System.Logger LOG = System.getLogger(ChatGptRenewal.class.getName());
    /** How long before its end a token is renewed. */
    private static final Duration EARLY = Duration.ofMinutes(5);
    /** After a failed attempt with a token that still counts. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final ChatGptIssuer issuer;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    // By the account's name, on the clock that nobody sets.
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private final Map<String, Long> renewed = new ConcurrentHashMap<>();

    public ChatGptRenewal(Accounts accounts, ChatGptIssuer issuer) {
        this.accounts = accounts;
        this.issuer = issuer;
    }

    /**
     * Tokens of the account that are good for some minutes, renewed where they must be; empty if the account is gone or no longer such a sign-in.
     *
     * @throws PaddockException UNAUTHENTICATED if the person must sign in again, EXTERNAL if the tokens have ended and can't be renewed just now
     */
    public Optional<ChatGptTokens> fresh(Account account) {
        return current(account).map(tokens -> soonOver(tokens) ? renewed(account, tokens) : tokens);
    }

    /**
     * Tokens other than these, which the vendor refused; empty if there are none, or if these were fresh: then more of them would not help.
     *
     * @param refused an access token
     */
    public Optional<ChatGptTokens> after(Account account, String refused) {
        boolean young = justNow(renewed, account);
        return current(account)
                .filter(tokens -> !young || !tokens.access().equals(refused))
                .map(tokens -> tokens.access().equals(refused) ? renewed(account, tokens) : tokens)
                .filter(tokens -> !tokens.access().equals(refused));
    }

    private ChatGptTokens renewed(Account account, ChatGptTokens old) {
        ReentrantLock lock = locks.computeIfAbsent(account.name(), name -> new ReentrantLock());
        lock.lock();
        try {
            ChatGptTokens present = current(account)
                    .orElseThrow(() -> new PaddockException(
                            ErrorCode.UNAUTHENTICATED, "the account " + account.name() + " was removed"));
            if (!present.access().equals(old.access())) {
                return present;
            }
            boolean ended = present.expires().map(Instant.now()::isAfter).orElse(true);
            if (!ended && justNow(failed, account)) {
                return present;
            }
            try {
                ChatGptTokens fresh = issuer.renew(present);
                accounts.renew(account, present, fresh);
                failed.remove(account.name());
                renewed.put(account.name(), System.nanoTime());
                return fresh;
            } catch (PaddockException e) {
                failed.put(account.name(), System.nanoTime());
                LOG.log(System.Logger.Level.WARNING, "the ChatGPT account {0}: {1}", account.name(), e.detail());
                if (ended || e.code() == ErrorCode.UNAUTHENTICATED) {
                    throw e;
                }
                return present;
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean justNow(Map<String, Long> when, Account account) {
        Long last = when.get(account.name());
        return last != null && System.nanoTime() - last < PAUSE.toNanos();
    }

    private Optional<ChatGptTokens> current(Account account) {
        return accounts.find(account.vendor(), account.name())
                .map(SignIn::secret)
                .flatMap(secret -> switch (secret) {
                    case Secret.ChatGpt chatGpt -> Optional.of(chatGpt.tokens());
                    case Secret.Key key -> Optional.empty();
                    case Secret.None none -> Optional.empty();
                });
    }

    private static boolean soonOver(ChatGptTokens tokens) {
        return tokens.expires()
                .map(end -> Instant.now().plus(EARLY).isAfter(end))
                .orElse(false);
    }
}
