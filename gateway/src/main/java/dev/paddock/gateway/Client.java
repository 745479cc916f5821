package dev.paddock.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The run's side of a connection. One thread, but {@link #abort} from any. */
final class Client {
    private static final int LINGER_BYTES = 16 * 1024 * 1024;

    private final SocketChannel channel;
    private final Input input;

    Client(SocketChannel channel) {
        this.channel = channel;
        this.input = new Input((into, offset, length) -> channel.read(ByteBuffer.wrap(into, offset, length)));
    }

    SocketChannel channel() {
        return channel;
    }

    Input input() {
        return input;
    }

    void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** One chunk of a chunked body, in one write. */
    void chunk(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer chunk = ByteBuffer.allocate(size.length + bytes.length + 2);
        write(chunk.put(size).put(bytes).put((byte) '\r').put((byte) '\n').flip());
    }

    void lastChunk() throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Tells a run that waits for it to send its body. */
    void proceed() throws IOException {
        write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    void head(int status, List<Header> headers) throws IOException {
        StringBuilder text =
                new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason(status));
        text.append("\r\n");
        headers.forEach(
                h -> text.append(h.name()).append(": ").append(h.value()).append("\r\n"));
        write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void answer(int status, String contentType, byte[] body, boolean close) throws IOException {
        Header type = new Header("content-type", contentType);
        Header length = new Header("content-length", Integer.toString(body.length));
        Header connection = new Header("connection", close ? "close" : "keep-alive");
        head(status, List.of(type, length, connection));
        write(body);
    }

    /**
     * Ends our side and swallows what the run still sends. Closing a Unix socket with bytes unread would take the answer away
     * from a run that is still writing its request.
     */
    void linger() throws IOException {
        channel.shutdownOutput();
        byte[] sink = new byte[16 * 1024];
        int n = 0;
        for (long total = 0; n >= 0 && total < LINGER_BYTES; total += n) {
            n = input.read(sink, 0, sink.length);
        }
    }

    void abort() {
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // closed is what was wanted
        }
    }

    private static String reason(int status) {
        return switch (status / 100) {
            case 2 -> "OK";
            case 3 -> "Redirect";
            case 4 -> "Refused";
            default -> "Failed";
        };
    }
}
