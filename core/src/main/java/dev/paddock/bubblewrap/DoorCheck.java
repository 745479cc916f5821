package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a door from the server's side whether it answers, as the canary does from inside. */
final class DoorCheck {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final String REQUEST =
            "GET /paddock/ping HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 ";

    private DoorCheck() {}

    /** Throws UNSAFE if another answers, EXTERNAL if nobody does. */
    static void answers(Path door) {
        String said = "";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door));
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(ANSWER.length());
            long end = System.nanoTime() + TIME.toNanos();
            while (answer.hasRemaining() && System.nanoTime() < end) {
                selector.select(TIME.toMillis());
                if (channel.read(answer) < 0) {
                    break;
                }
            }
            said = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "the door does not answer: " + e.getMessage(), e);
        }
        if (!said.equals(ANSWER)) {
            throw new PaddockException(
                    said.isEmpty() ? ErrorCode.EXTERNAL : ErrorCode.UNSAFE,
                    "the sandbox is not proven to be closed: "
                            + (said.isEmpty() ? "the door does not answer" : "the door answers " + said.strip()));
        }
    }
}
