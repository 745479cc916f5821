package dev.paddock.account;

import dev.paddock.account.Account.Kind;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** ChatGPT sign-ins that people are about to end in a browser, few and for 15 minutes each. Thread-safe. */
public final class ChatGptSignIns {
    private static final Duration TIME = Duration.ofMinutes(15);
    private static final int MOST = 20;

    private final Accounts accounts;
    private final ChatGptIssuer issuer;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    private record Waiting(String name, ChatGptIssuer.Device device, long begun) {
        boolean over() {
            return System.nanoTime() - begun > TIME.toNanos();
        }
    }

    /**
     * A sign-in under way.
     *
     * @param id by which {@link #finish} knows it
     * @param page where the person signs in
     * @param code what the person enters there
     * @param interval how long to wait between two calls of {@link #finish}
     */
    public record Begun(String id, URI page, String code, Duration interval) {}

    public ChatGptSignIns(Accounts accounts, ChatGptIssuer issuer) {
        this.accounts = accounts;
        this.issuer = issuer;
    }

    /** Begins one for an account of this name. */
    public Begun begin(String name) {
        NewAccount.checkName(name);
        waiting.values().removeIf(Waiting::over);
        if (waiting.size() >= MOST) {
            throw new PaddockException(ErrorCode.LIMIT, MOST + " sign-ins are under way; try again in 15 minutes");
        }
        ChatGptIssuer.Device device = issuer.begin();
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        String id = HexFormat.of().formatHex(bits);
        waiting.put(id, new Waiting(name, device, System.nanoTime()));
        return new Begun(id, device.page(), device.code(), device.interval());
    }

    /**
     * The account, once the person has signed in; asks the vendor once.
     *
     * @throws PaddockException NOT_FOUND if there is no such sign-in, or its time is over
     */
    public Optional<Account> finish(String id) {
        Waiting one = waiting.get(id);
        if (one == null || one.over()) {
            waiting.remove(id);
            throw new PaddockException(ErrorCode.NOT_FOUND, "that sign-in is over; begin again");
        }
        Optional<ChatGptTokens> tokens = issuer.poll(one.device());
        if (tokens.isEmpty() || waiting.remove(id) == null) {
            return Optional.empty();
        }
        return Optional.of(accounts.put(
                new NewAccount(Vendor.OPENAI, one.name(), Kind.CHATGPT, new Secret.ChatGpt(tokens.get()), null)));
    }
}
