package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Moves message bodies between a run and an HTTP upstream, each piece as it arrives. */
final class Relay {
    /** Sees bytes as they pass. */
    @FunctionalInterface
    interface Tap {
        void accept(byte[] bytes, int offset, int length);
    }

    private static final int SIZE = 32 * 1024;
    private static final int WHOLE = 64 * 1024;

    private Relay() {}

    /** The framing header of a request body that goes up. */
    static List<Header> framing(Framing framing) {
        return switch (framing) {
            case Framing.Length length -> List.of(new Header("content-length", Long.toString(length.bytes())));
            case Framing.Chunked chunked -> List.of(new Header("transfer-encoding", "chunked"));
            case Framing.None none -> List.of();
            case Framing.UntilClose open -> List.of();
        };
    }

    /** Refuses a body that is declared too large. */
    static void checkSize(Framing framing, long max) {
        if (framing instanceof Framing.Length length && length.bytes() > max) {
            throw tooLarge(max);
        }
    }

    /**
     * Sends a request body up, to its end.
     *
     * @throws IOException when the run broke off
     * @return whether the upstream took all of it; if not it may have answered already
     */
    static boolean up(Connection connection, Body body, Upstream upstream, Flow flow, long max, Tap tap)
            throws IOException {
        boolean chunked = body.framing() instanceof Framing.Chunked;
        byte[] buffer = new byte[SIZE];
        int n;
        while ((n = fromRun(body, buffer, flow)) >= 0) {
            connection.watch().touch();
            if (flow.up(n) > max) {
                throw tooLarge(max);
            }
            tap.accept(buffer, 0, n);
            try {
                upstream.write(buffer, 0, n, chunked);
            } catch (IOException e) {
                return false;
            }
        }
        try {
            upstream.endBody(chunked);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends the response down. The redactor and the tap see every byte of the body. */
    static void down(
            Connection connection,
            RequestHead request,
            ResponseHead response,
            List<Header> headers,
            Upstream upstream,
            Flow flow,
            Redactor redactor,
            Tap tap,
            boolean close)
            throws IOException {
        Body body = new Body(upstream.input(), response.framing(), false);
        boolean chunked = request.http11() && isOpen(response.framing());
        List<Header> all = new ArrayList<>(headers);
        if (response.framing() instanceof Framing.Length length) {
            all.add(new Header("content-length", Long.toString(length.bytes())));
        } else if (chunked) {
            all.add(new Header("transfer-encoding", "chunked"));
        }
        all.add(new Header("connection", close ? "close" : "keep-alive"));
        connection.committed();
        Client client = connection.client();
        byte[] buffer = new byte[SIZE];
        client.head(response.status(), all);
        int n;
        while ((n = read(body, buffer, flow)) >= 0) {
            connection.watch().touch();
            tap.accept(buffer, 0, n);
            send(client, redactor.accept(buffer, 0, n), chunked, flow);
            connection.watch().touch();
        }
        send(client, redactor.end(), chunked, flow);
        if (chunked) {
            client.lastChunk();
        }
    }

    /** The response's body, as much as {@link #WHOLE} bytes of it; the tap sees every byte. */
    static byte[] whole(Connection connection, ResponseHead response, Upstream upstream, Flow flow, Tap tap)
            throws IOException {
        Body body = new Body(upstream.input(), response.framing(), false);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[SIZE];
        int n;
        while ((n = read(body, buffer, flow)) >= 0) {
            connection.watch().touch();
            tap.accept(buffer, 0, n);
            all.write(buffer, 0, Math.min(n, WHOLE - all.size()));
        }
        return all.toByteArray();
    }

    /** Sends the response down with a body that is all there. */
    static void down(
            Connection connection, ResponseHead response, List<Header> headers, byte[] body, Flow flow, boolean close)
            throws IOException {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header("content-length", Integer.toString(body.length)));
        all.add(new Header("connection", close ? "close" : "keep-alive"));
        connection.committed();
        connection.client().head(response.status(), all);
        send(connection.client(), body, false, flow);
    }

    static boolean isOpen(Framing framing) {
        return framing instanceof Framing.Chunked || framing instanceof Framing.UntilClose;
    }

    private static int fromRun(Body body, byte[] buffer, Flow flow) throws IOException {
        try {
            return body.read(buffer, 0, SIZE);
        } catch (IOException e) {
            flow.ended(Closed.End.RUN);
            throw e;
        }
    }

    private static int read(Body body, byte[] buffer, Flow flow) throws IOException {
        try {
            int n = body.read(buffer, 0, SIZE);
            if (body.done()) {
                flow.ended(Closed.End.DONE);
            }
            return n;
        } catch (IOException e) {
            flow.ended(Closed.End.UPSTREAM);
            throw e;
        } catch (RefusedException e) {
            flow.ended(Closed.End.UPSTREAM);
            throw new IOException("the upstream's body is not well-formed: " + e.detail(), e);
        }
    }

    private static void send(Client client, byte[] bytes, boolean chunked, Flow flow) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        flow.down(bytes.length);
        try {
            if (chunked) {
                client.chunk(bytes);
            } else {
                client.write(bytes);
            }
        } catch (IOException e) {
            flow.ended(Closed.End.RUN);
            throw e;
        }
    }

    private static RefusedException tooLarge(long max) {
        return new RefusedException(Refusal.BODY_TOO_LARGE, "at most " + max + " bytes are passed on");
    }
}
