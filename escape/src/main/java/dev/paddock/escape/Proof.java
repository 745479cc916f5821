package dev.paddock.escape;

import java.util.List;

/** What an escape suite has shown. */
public record Proof(String provider, List<Result> results) {
    public Proof {
        results = List.copyOf(results);
    }

    /** One attack and what became of it. */
    public record Result(Attack attack, Outcome outcome) {}

    /** Every attack was tried, and the sandbox held. */
    public boolean ok() {
        return !results.isEmpty() && results.stream().allMatch(result -> result.outcome() instanceof Outcome.Held);
    }
}
