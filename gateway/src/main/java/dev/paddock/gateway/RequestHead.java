package dev.paddock.gateway;

/** The head of a request, as {@link HeadParser} accepted it. */
record RequestHead(String method, String target, boolean http11, Headers headers, Framing framing) {
    /** Whether the client asks for something other than HTTP/1.1 on this connection. */
    boolean asksUpgrade() {
        return headers.has("upgrade") || headers.has("http2-settings") || headers.hasToken("connection", "upgrade");
    }

    boolean expectsContinue() {
        return http11 && headers.hasToken("expect", "100-continue");
    }

    boolean keepsAlive() {
        return http11 && !headers.hasToken("connection", "close");
    }
}
