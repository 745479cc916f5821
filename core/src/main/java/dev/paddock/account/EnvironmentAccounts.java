package dev.paddock.account;

import dev.paddock.account.Account.Kind;
import dev.paddock.account.Account.Source;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The accounts that the server's variables make, at its start. */
final class EnvironmentAccounts {
    private record Variable(String name, Vendor vendor, Kind kind) {}

    /** Of two that are set for one vendor the later one counts. */
    private static final List<Variable> VARIABLES = List.of(
            new Variable("CLAUDE_CODE_OAUTH_TOKEN", Vendor.ANTHROPIC, Kind.SUBSCRIPTION_TOKEN),
            new Variable("ANTHROPIC_API_KEY", Vendor.ANTHROPIC, Kind.API_KEY),
            new Variable("OPENAI_API_KEY", Vendor.OPENAI, Kind.API_KEY),
            new Variable("GOOGLE_API_KEY", Vendor.GEMINI, Kind.API_KEY),
            new Variable("GEMINI_API_KEY", Vendor.GEMINI, Kind.API_KEY));

    private EnvironmentAccounts() {}

    /** @throws PaddockException INVALID if a variable holds what can't be a key */
    static Map<Vendor, SignIn> take(Map<String, String> environment) {
        Map<Vendor, SignIn> taken = new EnumMap<>(Vendor.class);
        for (Variable variable : VARIABLES) {
            String secret = environment.getOrDefault(variable.name(), "").strip();
            if (secret.isEmpty()) {
                continue;
            }
            String problem = KeyChecks.problem(variable.vendor(), variable.kind(), secret, false);
            if (!problem.isEmpty()) {
                throw new PaddockException(ErrorCode.INVALID, "the variable " + variable.name() + " " + problem);
            }
            Secret.Key key = new Secret.Key(secret);
            taken.put(
                    variable.vendor(),
                    new SignIn(
                            new Account(
                                    variable.vendor(),
                                    NewAccount.ENVIRONMENT,
                                    variable.kind(),
                                    Source.ENVIRONMENT,
                                    Instant.now(),
                                    key.hint(),
                                    null,
                                    false),
                            key));
        }
        return taken;
    }
}
