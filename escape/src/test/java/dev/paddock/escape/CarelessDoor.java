package dev.paddock.escape;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A door that does one thing wrong. Enough of one to be attacked; each connection has a thread and one request. */
final class CarelessDoor implements AutoCloseable {
    /** What it does wrong. */
    enum Fault {
        ANY_AUTHORITY,
        PASSES_CREDENTIALS,
        CHECKS_BEFORE_NORMALISING,
        FOLLOWS_HOST,
        PASSES_ECHOES
    }

    private final WayOut out;
    private final Path path;
    private final Fault fault;
    private final ServerSocketChannel server;

    CarelessDoor(WayOut out, Path path, Fault fault) {
        this.out = out;
        this.path = path;
        this.fault = fault;
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofPlatform().daemon().start(() -> {
                    try (channel) {
                        serve(Channels.newInputStream(channel), Channels.newOutputStream(channel));
                    } catch (IOException e) {
                        return;
                    }
                });
            }
        } catch (IOException e) {
            return;
        }
    }

    private void serve(InputStream in, OutputStream to) throws IOException {
        List<String> lines = head(in);
        String[] words = lines.getFirst().split(" ");
        String method = words[0];
        String target = words.length > 1 ? words[1] : "";
        if (method.equals("CONNECT") && fault == Fault.ANY_AUTHORITY) {
            out.lookedUp().add(target.replaceAll(":.*", ""));
            say(to, "502 Bad Gateway", "");
        } else if (!target.startsWith("/") && fault == Fault.FOLLOWS_HOST) {
            out.dialled().add(target);
            say(to, "502 Bad Gateway", "");
        } else if (target.equals("/paddock/ping")) {
            say(to, "200 OK", "{\"ok\":true}");
        } else if (target.startsWith("/model/anthropic/")) {
            model(in, to, lines, method, target.substring("/model/anthropic".length()));
        } else {
            say(to, "403 Forbidden", "");
        }
    }

    private void model(InputStream in, OutputStream to, List<String> lines, String method, String path)
            throws IOException {
        String asked = path.replaceAll("\\?.*", "");
        if (fault == Fault.CHECKS_BEFORE_NORMALISING && asked.startsWith("/v1/messages")) {
            asked = URI.create(URLDecoder.decode(asked, StandardCharsets.UTF_8).replace('\\', '/'))
                    .normalize()
                    .toString();
        } else if (!asked.equals("/v1/messages")) {
            say(to, "403 Forbidden", "");
            return;
        }
        String host = field(lines, "host");
        if (fault == Fault.FOLLOWS_HOST && !host.equals("127.0.0.1:3128")) {
            out.dialled().add(host);
            say(to, "502 Bad Gateway", "");
            return;
        }
        String length = field(lines, "content-length");
        byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        String key = field(lines, "x-api-key");
        if (fault != Fault.PASSES_CREDENTIALS || key.isEmpty()) {
            key = out.key();
        }
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), out.vendor().port())) {
            socket.getOutputStream()
                    .write((method + " " + asked + " HTTP/1.1\r\nhost: 127.0.0.1:"
                                    + out.vendor().port() + "\r\nx-api-key: " + key + "\r\ncontent-length: "
                                    + body.length + "\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1))
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            to.write((fault == Fault.PASSES_ECHOES ? answer : answer.replace(out.key(), "****"))
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        List<String> lines = new ArrayList<>(
                head.toString(StandardCharsets.ISO_8859_1).lines().toList());
        return lines.isEmpty() ? List.of("") : lines;
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static void say(OutputStream to, String status, String body) throws IOException {
        to.write(
                ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
