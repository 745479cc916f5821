package dev.paddock.gateway;

/**
 * Why the gateway refused something. The {@link #code()} is stable: it is the {@code rule} of a deny verdict and part of
 * the body the run sees.
 */
public enum Refusal {
    BAD_REQUEST("bad-request", 400, "The request is not well-formed HTTP/1.1."),
    BAD_FRAMING("bad-framing", 400, "The length of the request's body is ambiguous."),
    BAD_METHOD("bad-method", 405, "The gateway does not pass on this method."),
    BAD_HOST("bad-host", 403, "The destination is not a plain ASCII host name with a port."),
    IP_ADDRESS("ip-address", 403, "Destinations are named by host, never by address."),
    NOT_ON_ALLOW_LIST("not-on-allow-list", 403, "The destination is not on this run's allow-list."),
    DENIED("denied", 403, "A rule denies the destination, whatever others allow."),
    PLAIN_HTTP("plain-http", 403, "Plain HTTP is passed on only to hosts whose port 80 is on the allow-list."),
    READ_ONLY("read-only", 403, "The open web may only be read: GET and HEAD, without a body."),
    UPGRADE("upgrade", 403, "The gateway speaks HTTP/1.1 only and upgrades no connection."),
    NO_ADDRESS("no-address", 502, "The host name has no address."),
    LOOPBACK_ADDRESS("loopback-address", 403, "The host resolves to a loopback address."),
    PRIVATE_ADDRESS("private-address", 403, "The host resolves to a private address."),
    LINK_LOCAL_ADDRESS("link-local-address", 403, "The host resolves to a link-local address."),
    METADATA_ADDRESS("metadata-address", 403, "The host resolves to a cloud metadata address."),
    SHARED_ADDRESS("shared-address", 403, "The host resolves to a carrier-grade NAT address."),
    MULTICAST_ADDRESS("multicast-address", 403, "The host resolves to a multicast address."),
    RESERVED_ADDRESS("reserved-address", 403, "The host resolves to a reserved address."),
    TRANSLATED_ADDRESS("translated-address", 403, "The host resolves to an address that embeds another one."),
    OWN_ADDRESS("own-address", 403, "The host resolves to an address of this machine."),
    NOT_TLS("not-tls", 403, "A tunnel carries TLS only."),
    NO_SNI("no-sni", 403, "The TLS handshake names no server."),
    SNI_MISMATCH("sni-mismatch", 403, "The TLS handshake names another server than the tunnel."),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The request's headers are too large."),
    BODY_TOO_LARGE("body-too-large", 413, "The request's body is too large."),
    TOO_MANY_CONNECTIONS("too-many-connections", 503, "Too many connections are open at once."),
    NO_ROUTE("no-route", 404, "The gateway has no such route for this run."),
    MODEL_PATH("model-path", 403, "This method and path are not among those a run may call."),
    NO_CREDENTIAL("no-credential", 401, "No credential is stored for this model vendor."),
    TURN_LIMIT("turn-limit", 403, "This run has made as many model requests as it may."),
    CREDENTIAL_RENEWED("credential-renewed", 503, "The sign-in was renewed; send the request again."),
    POLICY_ERROR("policy-error", 403, "The policy could not be read, so everything is refused.");

    private final String code;
    private final int status;
    private final String text;

    Refusal(String code, int status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** The stable name, lower case with hyphens. */
    public String code() {
        return code;
    }

    /** The HTTP status a run is answered with, where it can still be answered. */
    public int status() {
        return status;
    }

    /** One English sentence for people. */
    public String text() {
        return text;
    }
}
