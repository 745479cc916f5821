package dev.paddock.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The destinations a run may open. Immutable.
 *
 * <p>A rule is {@code example.com:443} (that host and port exactly), {@code *.example.com:443} (its strict sub-domains at any depth, not
 * {@code example.com} itself), or the name of one of the {@link HostSets}. A port that is left out means 443, in a rule that denies every port. What
 * denies wins. Model vendors' API hosts cannot be allowed, and neither a wildcard nor a set covers them.
 */
public final class AllowList {
    private static final AllowList NONE = new AllowList(List.of(), List.of());

    /** A rule, and what it is called in a verdict. */
    private record Entry(AllowRule rule, String name) {}

    private final List<Entry> allow;
    private final List<Entry> deny;

    private AllowList(List<Entry> allow, List<Entry> deny) {
        this.allow = allow;
        this.deny = deny;
    }

    /** The list that allows nothing. */
    public static AllowList none() {
        return NONE;
    }

    /** As {@link #parse(List, List)}, denying nothing. */
    public static AllowList parse(List<String> rules) {
        return parse(rules, List.of());
    }

    /**
     * Reads rules.
     *
     * @param deny wins over {@code allow}
     * @throws AllowRuleException when a rule is none of the forms above: an IP address in any spelling, a bad label, a bare {@code *}, a name
     *     without a dot that is no set, a top-level domain, a model vendor's API host, or {@code open-web} among those that deny
     */
    public static AllowList parse(List<String> allow, List<String> deny) {
        List<Entry> allowed = new ArrayList<>();
        allow.forEach(rule -> allowed.addAll(read(rule, false)));
        List<Entry> denied = new ArrayList<>();
        deny.forEach(rule -> denied.addAll(read(rule, true)));
        // A host that is named is not restricted to reading: so what names it is asked first.
        Comparator<Entry> openWebLast = Comparator.comparing(entry -> entry.rule() instanceof AllowRule.OpenWeb);
        return new AllowList(
                allowed.stream().distinct().sorted(openWebLast).toList(),
                denied.stream().distinct().toList());
    }

    /**
     * A rule in canonical form: lower case, with its port unless it denies every port.
     *
     * @throws AllowRuleException as {@link #parse(List, List)}
     */
    public static String canonical(String rule, boolean denies) {
        List<Entry> read = read(rule, denies);
        String word = rule.strip();
        return HostSets.find(word).isPresent() ? word : read.getFirst().name();
    }

    private static List<Entry> read(String rule, boolean denies) {
        String word = rule.strip();
        if (word.equals(HostSets.OPEN_WEB)) {
            if (denies) {
                throw new AllowRuleException(rule, "it cannot be denied; remove the rule that allows it");
            }
            return List.of(new Entry(new AllowRule.OpenWeb(), word));
        }
        Optional<HostSets.HostSet> set = HostSets.find(word);
        if (set.isPresent()) {
            return set.get().rules().stream()
                    .map(line -> AllowRule.parse(line, 443))
                    .map(host -> new Entry(host, word + "/" + host))
                    .toList();
        }
        AllowRule.Host host = AllowRule.parse(word, denies ? AllowRule.ANY_PORT : 443);
        if (!denies && AllowRule.isModelHost(new HostName(host.host()))) {
            throw new AllowRuleException(
                    rule, "model vendors are reached through model routes only, never through a tunnel");
        }
        return List.of(new Entry(host, host.toString()));
    }

    /**
     * The name of the first rule that covers a tunnel to a destination or, on port 80, a GET: the rule in canonical form, behind the name of its
     * set and a slash where it is of one.
     *
     * @param host in any case, with or without one trailing dot; a host that is not acceptable is not covered
     */
    public Optional<String> lookup(String host, int port) {
        try {
            Authority to = new Authority(HostName.parse(host), port);
            return Optional.of(admit(to, port == 80 ? "GET" : "CONNECT", Refusal.NOT_ON_ALLOW_LIST));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    /**
     * The name of the rule that lets a request through.
     *
     * @param otherwise the refusal where no rule speaks of the destination
     * @throws RefusedException when there is no such rule
     */
    String admit(Authority to, String method, Refusal otherwise) {
        Optional<Entry> denied = covering(deny, to, method);
        if (denied.isPresent()) {
            throw new RefusedException(
                    Refusal.DENIED, "the rule that denies it is " + denied.get().name());
        }
        if (AllowRule.isModelHost(to.host())) {
            throw new RefusedException(otherwise, "a model vendor is reached through its model route only");
        }
        Optional<Entry> allowed = covering(allow, to, method);
        if (allowed.isEmpty()) {
            boolean readable = allow.stream().anyMatch(entry -> entry.rule() instanceof AllowRule.OpenWeb);
            throw new RefusedException(readable && to.port() == 80 ? Refusal.READ_ONLY : otherwise, "");
        }
        return allowed.get().name();
    }

    private static Optional<Entry> covering(List<Entry> entries, Authority to, String method) {
        return entries.stream().filter(entry -> entry.rule().covers(to, method)).findFirst();
    }

    /** The rules that allow, in canonical form, in their order; those of a set each for itself. */
    public List<String> rules() {
        return allow.stream().map(entry -> entry.rule().toString()).toList();
    }

    @Override
    public String toString() {
        return allow.stream().map(Entry::name).toList() + " without "
                + deny.stream().map(Entry::name).toList();
    }
}
