package dev.paddock.gateway;

import java.util.List;
import java.util.Optional;

/**
 * The destinations a run may open. Immutable.
 *
 * <p>A rule is {@code example.com:443} (that host and port exactly) or {@code *.example.com:443} (its strict sub-domains at
 * any depth, not {@code example.com} itself). A port that is left out means 443. Model vendors' API hosts cannot be
 * allowed, and a wildcard does not cover them.
 */
public final class AllowList {
    private static final AllowList NONE = new AllowList(List.of());

    private final List<AllowRule> rules;

    private AllowList(List<AllowRule> rules) {
        this.rules = rules;
    }

    /** The list that allows nothing. */
    public static AllowList none() {
        return NONE;
    }

    /**
     * Reads rules.
     *
     * @throws AllowRuleException when a rule is anything but the two forms above: an IP address in any spelling, a bad
     *     label, a bare {@code *}, a top-level domain, a model vendor's API host
     */
    public static AllowList parse(List<String> rules) {
        return new AllowList(rules.stream().map(AllowRule::parse).distinct().toList());
    }

    /**
     * The text of the first rule that covers a destination, in canonical form.
     *
     * @param host in any case, with or without one trailing dot; a host that is not acceptable is not covered
     */
    public Optional<String> lookup(String host, int port) {
        try {
            return lookup(new Authority(HostName.parse(host), port));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    Optional<String> lookup(Authority to) {
        for (AllowRule rule : rules) {
            if (rule.matches(to)) {
                return Optional.of(rule.toString());
            }
        }
        return Optional.empty();
    }

    /** The rules in canonical form, in their order. */
    public List<String> rules() {
        return rules.stream().map(AllowRule::toString).toList();
    }

    @Override
    public String toString() {
        return rules.toString();
    }
}
