package dev.paddock.gateway;

import java.util.Set;

/** One rule: what of the world it covers. */
sealed interface AllowRule {
    /** Stands for every port; in rules that deny alone. */
    int ANY_PORT = 0;

    /** Model APIs are reached by model routes alone: over a tunnel, another key could carry data out. */
    Set<String> MODEL_HOSTS =
            Set.of("api.anthropic.com", "api.openai.com", "chatgpt.com", "generativelanguage.googleapis.com");

    /** Whether it covers a request; {@code CONNECT} is the method of a tunnel. */
    boolean covers(Authority to, String method);

    /**
     * An exact host, or the strict sub-domains of one.
     *
     * @param port {@link #ANY_PORT} for all
     */
    record Host(String host, boolean subdomains, int port) implements AllowRule {
        @Override
        public boolean covers(Authority to, String method) {
            return (port == ANY_PORT || to.port() == port)
                    && (subdomains
                            ? to.host().isSubdomainOf(host)
                            : to.host().text().equals(host));
        }

        @Override
        public String toString() {
            return (subdomains ? "*." : "") + host + (port == ANY_PORT ? "" : ":" + port);
        }
    }

    /** Any host, to be read: a tunnel to port 443, GET and HEAD on port 80. Which addresses are public is judged elsewhere. */
    record OpenWeb() implements AllowRule {
        @Override
        public boolean covers(Authority to, String method) {
            return switch (to.port()) {
                case 443 -> "CONNECT".equals(method);
                case 80 -> reads(method);
                default -> false;
            };
        }

        /** Whether a method of plain HTTP only reads. */
        static boolean reads(String method) {
            return "GET".equals(method) || "HEAD".equals(method);
        }

        @Override
        public String toString() {
            return HostSets.OPEN_WEB;
        }
    }

    /**
     * Reads a rule about hosts.
     *
     * @param absent the port where none is written
     * @throws AllowRuleException when it is none
     */
    static Host parse(String rule, int absent) {
        boolean subdomains = rule.startsWith("*.");
        String text = subdomains ? rule.substring(2) : rule;
        Authority authority;
        try {
            authority = Authority.parse(text, 443);
        } catch (RefusedException e) {
            throw new AllowRuleException(
                    rule,
                    e.detail() + "; write host:port, *.host:port or a set's name ("
                            + String.join(", ", HostSets.names()) + ")");
        }
        if (authority.host().text().indexOf('.') < 0) {
            throw new AllowRuleException(
                    rule,
                    subdomains
                            ? "a whole top-level domain cannot be allowed"
                            : "it is neither a host's full name nor a set; the sets are "
                                    + String.join(", ", HostSets.names()));
        }
        int port = text.indexOf(':') < 0 ? absent : authority.port();
        return new Host(authority.host().text(), subdomains, port);
    }

    static boolean isModelHost(HostName name) {
        return MODEL_HOSTS.stream().anyMatch(m -> name.text().equals(m) || name.isSubdomainOf(m));
    }
}
