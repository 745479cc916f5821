package dev.paddock.agent;

import dev.paddock.agent.Account.Kind;
import dev.paddock.agent.Account.Source;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;

/**
 * The credentials that the server holds, one for each vendor: from the environment at its start, in memory only, or given later and kept in a file of mode
 * 0600. The last one given counts. Secrets leave through {@link #secret} only. Thread-safe.
 */
public final class Accounts {
    /** Variables that hold a secret; no child of the server may get them. */
    public static final List<String> VARIABLES =
            List.of("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN");

    private static final Map<String, String> VENDORS = Map.of("anthropic", "anthropic", "claude", "anthropic");
    private static final int SHORTEST = 8;
    private static final int LONGEST = 8_192;

    private final Path directory;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(Kind kind, Source source, Instant since, String secret) {
        @Override
        public String toString() {
            return "Held[" + kind + ", " + source + "]";
        }
    }

    /** The form of a file. */
    private record Stored(Kind kind, Instant since, String secret) {
        @Override
        public String toString() {
            return "Stored[" + kind + "]";
        }
    }

    /**
     * Reads what is stored, and takes what the environment brings.
     *
     * @throws PaddockException INVALID if the environment's key is none
     */
    public Accounts(Path directory, Map<String, String> environment) {
        this.directory = directory;
        for (String vendor : List.copyOf(VENDORS.values().stream().distinct().toList())) {
            stored(vendor).ifPresent(found -> held.put(vendor, found));
        }
        take(environment, "CLAUDE_CODE_OAUTH_TOKEN", Kind.SUBSCRIPTION_TOKEN);
        take(environment, "ANTHROPIC_API_KEY", Kind.API_KEY);
    }

    private void take(Map<String, String> environment, String variable, Kind kind) {
        String secret = environment.getOrDefault(variable, "").strip();
        if (secret.isEmpty()) {
            return;
        }
        String problem = problem(kind, secret);
        if (!problem.isEmpty()) {
            throw new PaddockException(ErrorCode.INVALID, "the variable " + variable + " " + problem);
        }
        held.put("anthropic", new Held(kind, Source.ENVIRONMENT, Instant.now(), secret));
    }

    /** All accounts, by vendor. */
    public List<Account> list() {
        List<Account> accounts = new ArrayList<>();
        held.forEach((vendor, one) -> accounts.add(view(vendor, one)));
        accounts.sort(java.util.Comparator.comparing(Account::vendor));
        return accounts;
    }

    /** The secret for a vendor's model route, when there is one. */
    public Optional<String> secret(String vendor) {
        return Optional.ofNullable(held.get(vendor)).map(Held::secret);
    }

    /**
     * Keeps a credential; one from the environment no longer counts.
     *
     * @param vendor a vendor, or an agent's name that stands for it
     * @throws PaddockException NOT_FOUND for an unknown vendor, INVALID for what can't be a secret of this kind
     */
    public Account put(String vendor, Kind kind, String secret) {
        String name = vendor(vendor);
        String stripped = secret.strip();
        String problem = problem(kind, stripped);
        if (!problem.isEmpty()) {
            throw new PaddockException(ErrorCode.INVALID, "the secret " + problem);
        }
        Instant now = Instant.now();
        PrivateFile.write(file(name), EventJson.mapper().writeValueAsString(new Stored(kind, now, stripped)));
        Held one = new Held(kind, Source.STORED, now, stripped);
        held.put(name, one);
        return view(name, one);
    }

    /**
     * Forgets a vendor's credential, stored or from the environment.
     *
     * @return false if there was none
     */
    public boolean remove(String vendor) {
        String name = vendor(vendor);
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't delete " + file(name) + ": " + e.getMessage(), e);
        }
        return held.remove(name) != null;
    }

    private static String vendor(String vendor) {
        String name = VENDORS.get(vendor);
        if (name == null) {
            throw new PaddockException(
                    ErrorCode.NOT_FOUND,
                    "there is no vendor " + Bounds.cut(vendor, 100) + "; known is claude (anthropic)");
        }
        return name;
    }

    private Path file(String vendor) {
        return directory.resolve(vendor + ".json");
    }

    private Optional<Held> stored(String vendor) {
        Path file = file(vendor);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = EventJson.mapper().readValue(Files.readString(file), Stored.class);
            return Optional.of(new Held(stored.kind(), Source.STORED, stored.since(), stored.secret()));
        } catch (IOException | JacksonException e) {
            // The cause may quote the secret.
            throw new PaddockException(ErrorCode.INVALID, "can't read " + file + "; sign in again, or delete it");
        }
    }

    private static Account view(String vendor, Held one) {
        String secret = one.secret();
        return new Account(vendor, one.kind(), one.source(), one.since(), secret.substring(secret.length() - 4));
    }

    /** What is wrong with a secret; empty where nothing is. Its form is not known for sure, so only a clear mistake is refused. */
    private static String problem(Kind kind, String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            return "has " + secret.length() + " characters; it must have " + SHORTEST + " to " + LONGEST;
        }
        if (secret.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            return "has a space, a line break or a character that no key has; was it copied whole?";
        }
        return switch (kind) {
            case API_KEY ->
                secret.startsWith("sk-ant-oat")
                        ? "is a subscription token (sk-ant-oat…), not an API key; give it as subscription-token"
                        : "";
            case SUBSCRIPTION_TOKEN ->
                secret.startsWith("sk-ant-api")
                        ? "is an API key (sk-ant-api…), not a subscription token; give it as api-key"
                        : "";
        };
    }
}
