package dev.paddock.escape;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model vendor on loopback, which writes down the head of each request and tells it back in the way that the request's body names. Each connection has
 * a thread of its own and one request. Closed with its target.
 */
final class FakeVendor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FakeVendor.class.getName());
    private static final int MOST = 1_000;
    private static final int LARGEST = 64 << 10;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,5})\\s*$");
    private static final Pattern KEY =
            Pattern.compile("(?im)^(?:x-api-key|authorization): *(?:Bearer )?(\\S{16,})\\s*$");

    private final ServerSocket server;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    FakeVendor() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "the escape suite can't listen on loopback", e);
        }
        Thread.ofPlatform().daemon().name("escape-vendor").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** The heads of the requests so far: request line and header fields, as they came. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    void forget() {
        heads.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().name("escape-vendor-call").start(() -> serve(socket));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no more requests", e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(5_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            if (heads.size() < MOST) {
                heads.add(head);
            }
            Matcher length = LENGTH.matcher(head);
            String body = length.find()
                    ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                    : "";
            answer(socket.getOutputStream(), head, body);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a request broke off", e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0 && head.length() < LARGEST; c = in.read()) {
            head.append((char) c);
            if (c == '\n' && head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    /** What the body names: {@code head}, {@code redirect}, {@code error}, {@code pieces}, {@code trailer}, or else the whole in the answer's body. */
    private static void answer(OutputStream out, String head, String body) throws IOException {
        Matcher found = KEY.matcher(head);
        String key = found.find() ? found.group(1) : "no-key";
        if (body.contains("head")) {
            whole(out, "200 " + key, "X-Echo: " + key + "\r\nX-" + key + ": 1\r\nSet-Cookie: k=" + key + "\r\n", "{}");
        } else if (body.contains("redirect")) {
            whole(out, "302 Found", "Location: http://127.0.0.1:9/?key=" + key + "\r\n", "{}");
        } else if (body.contains("error")) {
            whole(out, "400 Bad Request", "", "invalid key " + key + " in " + head);
        } else if (body.contains("pieces") || body.contains("trailer")) {
            write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (char c : ("data: " + key + "\n\n").toCharArray()) {
                write(out, "1\r\n" + c + "\r\n");
                out.flush();
            }
            write(out, "0\r\n" + (body.contains("trailer") ? "X-Echo: " + key + "\r\n" : "") + "\r\n");
        } else {
            whole(out, "200 OK", "", head);
        }
        out.flush();
    }

    private static void whole(OutputStream out, String status, String fields, String body) throws IOException {
        write(
                out,
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + fields
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed otherwise", e);
        }
    }
}
