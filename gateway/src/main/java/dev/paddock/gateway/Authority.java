package dev.paddock.gateway;

/** A destination: host and port. Written {@code host:port}. */
record Authority(HostName host, int port) {
    /**
     * Reads {@code host:port}; the port must be there.
     *
     * @throws RefusedException when it is anything else
     */
    static Authority parse(String raw) {
        return parse(raw, -1);
    }

    /**
     * Reads {@code host} or {@code host:port}.
     *
     * @param defaultPort the port when none is written; -1 when one must be
     * @throws RefusedException when it is anything else
     */
    static Authority parse(String raw, int defaultPort) {
        int colon = raw.lastIndexOf(':');
        if (raw.startsWith("[") || raw.indexOf(':') != colon) {
            throw new RefusedException(Refusal.IP_ADDRESS, "an IPv6 address was given");
        }
        if (raw.indexOf('@') >= 0) {
            throw new RefusedException(Refusal.BAD_HOST, "a user name was given with the host");
        }
        if (colon < 0) {
            if (defaultPort < 0) {
                throw new RefusedException(Refusal.BAD_HOST, "the port is missing");
            }
            return new Authority(HostName.parse(raw), defaultPort);
        }
        return new Authority(HostName.parse(raw.substring(0, colon)), port(raw.substring(colon + 1)));
    }

    private static int port(String digits) {
        boolean plain = !digits.isEmpty()
                && digits.length() <= 5
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = plain ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new RefusedException(Refusal.BAD_HOST, "the port is not a number from 1 to 65535");
        }
        return port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
