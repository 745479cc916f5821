package dev.paddock.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A real server on loopback, plain or TLS, that does with each connection what a test says. */
final class TestServer implements AutoCloseable {
    interface Talk {
        void with(InputStream in, OutputStream out) throws Exception;
    }

    interface Answer {
        void to(Request request, OutputStream out) throws Exception;
    }

    /** One request as the server received it. */
    record Request(String head, String body) {
        String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        List<String> headers(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .skip(1)
                    .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(l -> l.substring(prefix.length()).strip())
                    .toList();
        }
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    private TestServer(ServerSocket server) {
        this.server = server;
    }

    static TestServer plain(Talk talk) {
        try {
            return new TestServer(new ServerSocket(0, 512, InetAddress.getLoopbackAddress())).serve(talk);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestServer tls(Talk talk) {
        SSLContext context = TestTls.context();
        try {
            return new TestServer(context.getServerSocketFactory()
                            .createServerSocket(0, 512, InetAddress.getLoopbackAddress()))
                    .serve(talk);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestServer http(Answer answer) {
        TestServer[] self = new TestServer[1];
        self[0] = plain((in, out) -> self[0].answer(in, out, answer));
        return self[0];
    }

    static TestServer https(Answer answer) {
        TestServer[] self = new TestServer[1];
        self[0] = tls((in, out) -> self[0].answer(in, out, answer));
        return self[0];
    }

    static void echo(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        int n;
        while ((n = in.read(buffer)) >= 0) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    private void answer(InputStream in, OutputStream out, Answer answer) throws Exception {
        String head = readHead(in);
        while (!head.isEmpty()) {
            Request bare = new Request(head, "");
            int length = bare.header("content-length").map(Integer::parseInt).orElse(0);
            String body = bare.header("transfer-encoding").isPresent()
                    ? readChunks(in)
                    : new String(in.readNBytes(length), StandardCharsets.UTF_8);
            Request request = new Request(head, body);
            requests.add(request);
            answer.to(request, out);
            out.flush();
            if (request.header("connection").orElse("").equals("close")) {
                return;
            }
            head = readHead(in);
        }
    }

    static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int c;
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n") && (c = in.read()) >= 0) {
            head.write(c);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static String readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            int c;
            while ((c = in.read()) >= 0 && c != '\n') {
                size.append((char) c);
            }
            int n = Integer.parseInt(size.toString().strip(), 16);
            body.writeBytes(in.readNBytes(n));
            in.readNBytes(2);
            if (n == 0) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private TestServer serve(Talk talk) {
        Thread.ofVirtual().name("test-server").start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().name("test-server-connection").start(() -> {
                        try (socket) {
                            talk.with(socket.getInputStream(), socket.getOutputStream());
                        } catch (Exception e) {
                            // the test sees what it needs on its own side
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
