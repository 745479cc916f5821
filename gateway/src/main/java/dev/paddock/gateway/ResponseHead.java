package dev.paddock.gateway;

/** The head of an upstream's response, as {@link HeadParser} accepted it. */
record ResponseHead(int status, boolean http11, Headers headers, Framing framing) {
    boolean interim() {
        return status >= 100 && status < 200 && status != 101;
    }

    boolean keepsAlive() {
        return http11 && !headers.hasToken("connection", "close") && !(framing instanceof Framing.UntilClose);
    }
}
