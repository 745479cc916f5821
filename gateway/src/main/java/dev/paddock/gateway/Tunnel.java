package dev.paddock.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Carries out CONNECT: judges the destination, dials it, requires a ClientHello that names it, then passes bytes both ways
 * until both sides have ended, one is silent too long, or a limit is reached.
 */
final class Tunnel {
    private static final byte[] ESTABLISHED =
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final Door door;

    Tunnel(Connection connection, Door door) {
        this.connection = connection;
        this.door = door;
    }

    void run(RequestHead head) throws IOException {
        connection.destination(head.target(), 0);
        if (!(head.framing() instanceof Framing.None)
                || head.headers().has("content-length")
                || head.headers().has("transfer-encoding")) {
            throw new RefusedException(Refusal.BAD_FRAMING, "CONNECT has no body");
        }
        Authority to = Authority.parse(head.target());
        connection.destination(to.host().text(), to.port());
        connection.subject(to);
        String rule = door.policy().allow().admit(to, head.method(), Refusal.NOT_ON_ALLOW_LIST);
        List<InetAddress> addresses = door.destinations().judged(to.host());
        SocketChannel upstream;
        try {
            upstream = door.destinations().dial(addresses, to.port());
        } catch (IOException e) {
            connection.allowed(rule).ended(Closed.End.UPSTREAM);
            byte[] text = ("paddock: " + to + " cannot be reached\n").getBytes(StandardCharsets.UTF_8);
            connection.client().answer(502, "text/plain; charset=utf-8", text, true);
            return;
        }
        connection.alsoClose(() -> Client.close(upstream));
        connection.committed();
        connection.client().write(ESTABLISHED);
        ClientHello hello = hello(to);
        Flow flow = connection.allowed(rule);
        connection.watch().limit(door.limits().tunnelIdle());
        pass(flow, upstream, hello);
    }

    private ClientHello hello(Authority to) {
        connection.watch().limit(door.limits().helloTimeout());
        ClientHello hello;
        try {
            hello = ClientHello.read(connection.client().input());
        } catch (IOException e) {
            throw new RefusedException(Refusal.NOT_TLS, "the handshake did not arrive");
        }
        if (hello.serverName() == null) {
            throw new RefusedException(Refusal.NO_SNI, "");
        }
        if (!hello.serverName().equals(to.host().text())) {
            throw new RefusedException(Refusal.SNI_MISMATCH, "");
        }
        return hello;
    }

    private void pass(Flow flow, SocketChannel upstream, ClientHello hello) throws IOException {
        Thread down = Thread.ofVirtual()
                .name(Thread.currentThread().getName() + "-down")
                .start(() -> {
                    try {
                        down(flow, upstream);
                    } catch (IOException e) {
                        connection.abort(Closed.End.UPSTREAM);
                    }
                });
        try {
            first(flow, upstream, hello.records());
            first(flow, upstream, connection.client().input().drain());
            up(flow, upstream);
        } catch (IOException e) {
            connection.abort(Closed.End.RUN);
        }
        try {
            down.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.abort(Closed.End.CUT);
        }
    }

    private static void first(Flow flow, SocketChannel upstream, byte[] bytes) throws IOException {
        flow.up(bytes.length);
        write(upstream, ByteBuffer.wrap(bytes));
    }

    private void up(Flow flow, SocketChannel upstream) throws IOException {
        SocketChannel from = connection.client().channel();
        ByteBuffer buffer = Buffers.take();
        try {
            int n;
            while ((n = from.read(buffer)) >= 0) {
                if (flow.up(n) > door.limits().uploadBytes()) {
                    connection.abort(Closed.End.CUT);
                    return;
                }
                pass(buffer, upstream);
            }
        } finally {
            Buffers.give(buffer);
        }
        upstream.shutdownOutput();
    }

    private void down(Flow flow, SocketChannel upstream) throws IOException {
        SocketChannel to = connection.client().channel();
        ByteBuffer buffer = Buffers.take();
        try {
            int n;
            while ((n = upstream.read(buffer)) >= 0) {
                flow.down(n);
                pass(buffer, to);
            }
        } finally {
            Buffers.give(buffer);
        }
        to.shutdownOutput();
    }

    private void pass(ByteBuffer buffer, SocketChannel to) throws IOException {
        connection.watch().touch();
        buffer.flip();
        write(to, buffer);
        buffer.clear();
        connection.watch().touch();
    }

    private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
