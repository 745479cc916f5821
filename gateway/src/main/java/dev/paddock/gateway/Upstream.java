package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/1.1 connection from the gateway outwards, plain or TLS. One thread, but {@link #abort} from any. */
final class Upstream {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final OutputStream out;
    private final Input input;

    private Upstream(SocketChannel channel, InputStream in, OutputStream out) {
        this.channel = channel;
        this.out = out;
        this.input = new Input(in::read);
    }

    static Upstream plain(SocketChannel channel) throws IOException {
        return new Upstream(
                channel, channel.socket().getInputStream(), channel.socket().getOutputStream());
    }

    /** Does the TLS handshake; the certificate must be for {@code host}. */
    static Upstream tls(SocketChannel channel, SSLContext context, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Upstream(channel, socket.getInputStream(), socket.getOutputStream());
    }

    Input input() {
        return input;
    }

    void head(String requestLine, List<Header> headers) throws IOException {
        StringBuilder text = new StringBuilder(requestLine).append("\r\n");
        headers.forEach(
                h -> text.append(h.name()).append(": ").append(h.value()).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes, int offset, int length, boolean chunked) throws IOException {
        if (!chunked) {
            out.write(bytes, offset, length);
            return;
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(length + 16);
        chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(bytes, offset, length);
        chunk.writeBytes(new byte[] {'\r', '\n'});
        chunk.writeTo(out);
    }

    void endBody(boolean chunked) throws IOException {
        if (chunked) {
            out.write(LAST_CHUNK);
        }
        out.flush();
    }

    /** The final response head; interim ones are passed over. */
    ResponseHead response(GatewayLimits limits, String method) throws IOException {
        for (int i = 0; i < 8; i++) {
            byte[] head;
            ResponseHead response;
            try {
                head = input.head(limits.headerBytes(), true);
                if (head == null) {
                    throw new IOException("the upstream closed the connection without an answer");
                }
                response = HeadParser.response(head, limits.headerCount(), method);
            } catch (RefusedException e) {
                throw new IOException("the upstream's answer is not well-formed: " + e.detail(), e);
            }
            if (!response.interim()) {
                return response;
            }
        }
        throw new IOException("the upstream sent too many interim answers");
    }

    /** Closes at once, without TLS farewells: they could block on a peer that does not read. */
    void abort() {
        Client.close(channel);
    }
}
