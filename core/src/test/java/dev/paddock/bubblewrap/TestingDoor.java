package dev.paddock.bubblewrap;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a sandbox's door that a sandbox needs to prove itself closed: answers every request with one status, passes nothing on. */
public final class TestingDoor implements Closeable {
    private final ServerSocketChannel server;

    public TestingDoor(Path socket, int status) throws IOException {
        Files.createDirectories(socket.getParent());
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().name("testing-door").start(() -> serve(status));
    }

    private void serve(int status) {
        byte[] answer = ("HTTP/1.1 " + status + " x\r\nContent-Length: 5\r\nConnection: close\r\n\r\ndoor\n")
                .getBytes(StandardCharsets.US_ASCII);
        while (true) {
            try (SocketChannel client = server.accept()) {
                if (asked(client)) {
                    client.write(ByteBuffer.wrap(answer));
                }
            } catch (IOException e) {
                if (!server.isOpen()) {
                    return;
                }
            }
        }
    }

    /** Whether a whole request came: to close with some of it unread would take the answer away again. */
    private static boolean asked(SocketChannel client) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(65_536);
        while (client.read(request) > 0) {
            if (new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
