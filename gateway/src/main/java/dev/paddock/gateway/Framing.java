package dev.paddock.gateway;

import java.util.List;

/** How the end of a message body is found (RFC 9112 6.3). */
sealed interface Framing {
    /** No body. */
    record None() implements Framing {}

    /** Exactly this many bytes. */
    record Length(long bytes) implements Framing {}

    /** Chunked transfer coding. */
    record Chunked() implements Framing {}

    /** Everything until the connection ends; responses only. */
    record UntilClose() implements Framing {}

    static Framing ofRequest(Headers headers, boolean http11) {
        Framing framing = declared(headers, http11);
        return framing instanceof UntilClose ? new None() : framing;
    }

    static Framing ofResponse(Headers headers, boolean http11, int status, String requestMethod) {
        Framing framing = declared(headers, http11);
        boolean bodiless = status < 200 || status == 204 || status == 304 || requestMethod.equals("HEAD");
        return bodiless ? new None() : framing;
    }

    private static Framing declared(Headers headers, boolean http11) {
        List<String> codings = headers.all("transfer-encoding");
        List<String> lengths = headers.all("content-length");
        if (!codings.isEmpty()) {
            if (!http11) {
                throw bad("Transfer-Encoding in HTTP/1.0");
            }
            if (!lengths.isEmpty()) {
                throw bad("both Content-Length and Transfer-Encoding");
            }
            if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw bad("a transfer coding other than chunked");
            }
            return new Chunked();
        }
        if (lengths.isEmpty()) {
            return new UntilClose();
        }
        String length = lengths.get(0);
        boolean plain =
                !length.isEmpty() && length.length() <= 18 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (lengths.size() > 1 || !plain) {
            throw bad("Content-Length is repeated or not a number");
        }
        return new Length(Long.parseLong(length));
    }

    private static RefusedException bad(String why) {
        return new RefusedException(Refusal.BAD_FRAMING, why);
    }
}
