package dev.paddock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Opens TCP connections. The one place from which the gateway reaches the network. */
@FunctionalInterface
public interface Dialler {
    /**
     * A connected channel in blocking mode, which the caller closes.
     *
     * @param address resolved; it is dialled as it is
     * @throws IOException when there is no connection within {@code timeout}
     */
    SocketChannel dial(InetSocketAddress address, Duration timeout) throws IOException;

    /** The real one. */
    static Dialler system() {
        return (address, timeout) -> {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        };
    }
}
