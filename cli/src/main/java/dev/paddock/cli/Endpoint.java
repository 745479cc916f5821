package dev.paddock.cli;

import java.net.URI;

/**
 * Where a server answers and what opens it.
 *
 * @param url without a slash at the end
 * @param token the bearer token; a secret
 */
record Endpoint(URI url, String token) {
    Endpoint {
        String text = url.toString();
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not an http(s) address: " + Sanitiser.line(text),
                    "PADDOCK_URL looks like https://host:port");
        }
        url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    boolean isLoopback() {
        String host = url.getHost();
        return "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
