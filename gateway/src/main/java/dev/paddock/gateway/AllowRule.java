package dev.paddock.gateway;

import java.util.Set;

/** One rule: an exact host, or the strict sub-domains of one, with a port. */
record AllowRule(String host, boolean subdomains, int port) {
    /** Model APIs are reached by model routes alone: over a tunnel, another key could carry data out. */
    private static final Set<String> MODEL_HOSTS =
            Set.of("api.anthropic.com", "api.openai.com", "chatgpt.com", "generativelanguage.googleapis.com");

    static AllowRule parse(String rule) {
        boolean subdomains = rule.startsWith("*.");
        Authority authority;
        try {
            authority = Authority.parse(subdomains ? rule.substring(2) : rule, 443);
        } catch (RefusedException e) {
            throw new AllowRuleException(rule, e.detail() + "; write host:port or *.host:port");
        }
        if (subdomains && authority.host().text().indexOf('.') < 0) {
            throw new AllowRuleException(rule, "a whole top-level domain cannot be allowed");
        }
        if (isModelHost(authority.host())) {
            throw new AllowRuleException(
                    rule, "model vendors are reached through model routes only, never through a tunnel");
        }
        return new AllowRule(authority.host().text(), subdomains, authority.port());
    }

    boolean matches(Authority to) {
        if (to.port() != port || isModelHost(to.host())) {
            return false;
        }
        return subdomains ? to.host().isSubdomainOf(host) : to.host().text().equals(host);
    }

    private static boolean isModelHost(HostName name) {
        return MODEL_HOSTS.stream().anyMatch(m -> name.text().equals(m) || name.isSubdomainOf(m));
    }

    @Override
    public String toString() {
        return (subdomains ? "*." : "") + host + ":" + port;
    }
}
