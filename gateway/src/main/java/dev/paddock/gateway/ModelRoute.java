package dev.paddock.gateway;

import java.net.URI;

/**
 * Where a run's requests to one vendor's model API go, and with which credential.
 *
 * @param vendor the API that is spoken
 * @param base the upstream, {@code http} or {@code https}, with an optional path prefix. It is the server's choice, so its
 *     address is not judged: it may be on loopback or in a company network.
 * @param credential asked for every request, on the request's thread; empty when there is none yet
 */
public record ModelRoute(ModelVendor vendor, URI base, Credentials credential) {
    /** @throws IllegalArgumentException when the base is no usable upstream */
    public ModelRoute {
        boolean web = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
        boolean plain = base.getHost() != null
                && base.getRawUserInfo() == null
                && base.getRawQuery() == null
                && base.getRawFragment() == null;
        if (!web || !plain) {
            throw new IllegalArgumentException("a model upstream is http(s)://host[:port][/prefix], not " + base);
        }
    }

    boolean tls() {
        return "https".equals(base.getScheme());
    }

    int port() {
        return base.getPort() > 0 ? base.getPort() : tls() ? 443 : 80;
    }

    String host() {
        return base.getHost();
    }

    /** Host header of the upstream. */
    String authority() {
        return base.getPort() > 0 ? base.getHost() + ":" + base.getPort() : base.getHost();
    }

    /** Path prefix without a trailing slash. */
    String prefix() {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
