package dev.paddock.workspace;

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

/** The end of a sandbox's door that a sandbox needs to prove itself closed: answers every request, passes nothing on. */
final class AnsweringDoor implements Closeable {
    private final ServerSocketChannel server;

    AnsweringDoor(Path socket) throws IOException {
        Files.createDirectories(socket.getParent());
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().name("answering-door").start(this::serve);
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                if (client.read(ByteBuffer.allocate(4096)) > 0) {
                    client.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII)));
                }
            } catch (IOException e) {
                // One client that went away, or the end: the loop asks which.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
