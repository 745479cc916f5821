package dev.paddock.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * One GET to a server of this machine (RFC 9112), on a connection of its own. {@code HttpURLConnection} does the same and more, and loading it is a quarter of
 * all that a short command does.
 *
 * @param status of the answer
 * @param body whole, never cut
 */
record LocalGet(int status, byte[] body) {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LONGEST_HEAD = 64 << 10;

    /** Whether this can speak with a server. */
    static boolean fits(Endpoint endpoint) {
        return endpoint.isLoopback() && "http".equals(endpoint.url().getScheme());
    }

    /**
     * Asks.
     *
     * @param path with the server's prefix
     * @param silence how long no byte may come
     * @param most bytes of an answer
     */
    static LocalGet ask(Endpoint endpoint, String path, Duration silence, int most) throws IOException {
        String token = endpoint.token();
        if (path.concat(token).chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IOException("a request can't have such a path or token");
        }
        URI url = endpoint.url();
        String host = url.getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(name, url.getPort() < 0 ? 80 : url.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
            String request = "GET "
                    .concat(url.getRawPath())
                    .concat(path)
                    .concat(" HTTP/1.1\r\nHost: ")
                    .concat(url.getRawAuthority())
                    .concat("\r\nAuthorization: Bearer ")
                    .concat(token)
                    .concat("\r\nAccept: */*\r\nUser-Agent: paddock/")
                    .concat(Version.current())
                    .concat("\r\nConnection: close\r\n\r\n");
            byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(bytes);
            return parse(socket.getInputStream().readNBytes(most));
        }
    }

    private static LocalGet parse(byte[] answer) throws IOException {
        String head = new String(answer, 0, Math.min(answer.length, LONGEST_HEAD), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0 || !head.startsWith("HTTP/1.1 ") || head.length() < 12) {
            throw new IOException("the server ended the connection");
        }
        head = head.substring(0, end + 2).toLowerCase(Locale.ROOT);
        int status;
        try {
            status = Integer.parseInt(head.substring(9, 12));
            String length = header(head, "content-length");
            byte[] body = header(head, "transfer-encoding").equals("chunked")
                    ? joined(answer, end + 4)
                    : Arrays.copyOfRange(answer, end + 4, answer.length);
            if (!length.isEmpty() && body.length != Long.parseLong(length)) {
                throw new IOException("the server's answer was cut");
            }
            return new LocalGet(status, body);
        } catch (NumberFormatException e) {
            throw new IOException("the server's answer is no HTTP", e);
        }
    }

    private static String header(String head, String name) {
        int at = head.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 3;
        return head.substring(from, head.indexOf("\r\n", from)).strip();
    }

    private static byte[] joined(byte[] answer, int start) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(answer.length);
        int at = start;
        while (true) {
            int line = at;
            while (line < answer.length && answer[line] != '\r') {
                line++;
            }
            String size = new String(answer, at, line - at, StandardCharsets.US_ASCII);
            int semicolon = size.indexOf(';');
            int count = line == answer.length
                    ? -1
                    : Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
            int from = line + 2;
            if (count < 0 || answer.length - from < count) {
                throw new IOException("the server's answer was cut");
            }
            if (count == 0) {
                return body.toByteArray();
            }
            body.write(answer, from, count);
            at = from + count + 2;
        }
    }
}
