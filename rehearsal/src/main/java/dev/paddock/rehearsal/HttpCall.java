package dev.paddock.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** One request and its answer over HTTP. Used by one thread. */
final class HttpCall {
    /** The Anthropic API takes 32 MiB; others take more. */
    static final int LARGEST_BODY = 64 << 20;

    private final HttpExchange exchange;
    private final Semaphore kibibytes;
    private final String id;

    /** @param kibibytes what all bodies in memory may take together */
    HttpCall(HttpExchange exchange, Semaphore kibibytes, String id) {
        this.exchange = exchange;
        this.kibibytes = kibibytes;
        this.id = id;
        header("request-id", id);
        header("x-request-id", id);
    }

    String id() {
        return id;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** The first header of that name; empty if there is none. */
    String requestHeader(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /**
     * Reads the body, and holds its place among all bodies until {@code parse} is done with it.
     *
     * @throws ApiError when it is too large
     */
    <T> T body(Function<byte[], T> parse) throws IOException, InterruptedException {
        String length = requestHeader("content-length");
        long expected = length.matches("[0-9]{1,12}") ? Long.parseLong(length) : LARGEST_BODY;
        if (expected > LARGEST_BODY) {
            throw tooLarge();
        }
        int reserved = (int) (expected / 1024) + 1;
        kibibytes.acquire(reserved);
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw tooLarge();
            }
            return parse.apply(body);
        } finally {
            kibibytes.release(reserved);
        }
    }

    void answer(int status, String type, byte[] body) throws IOException {
        header("content-type", type);
        boolean head = method().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** The body of an answer that goes on; closing it ends the answer. */
    OutputStream stream(int status, String type) throws IOException {
        header("content-type", type);
        exchange.sendResponseHeaders(status, 0);
        return exchange.getResponseBody();
    }

    private static ApiError tooLarge() {
        return new ApiError(413, "Request exceeds the maximum size");
    }
}
