package dev.paddock.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds and dials destinations. A name is resolved once; every address it has must be acceptable; the very addresses that
 * were judged are dialled.
 */
final class Destinations {
    private static final int MAX_TRIED = 4;
    private static final long OWN_FOR = 2_000_000_000L;

    private final Resolver resolver;
    private final Dialler dialler;
    private final Duration timeout;
    // Replaced as a whole by whichever thread finds it too old.
    private volatile @Nullable Own own;

    private record Own(long when, Set<InetAddress> addresses) {}

    Destinations(Resolver resolver, Dialler dialler, Duration timeout) {
        this.resolver = resolver;
        this.dialler = dialler;
        this.timeout = timeout;
    }

    /**
     * The judged addresses of a destination that a run named.
     *
     * @throws RefusedException when there is none, or one of them is refused
     */
    List<InetAddress> judged(HostName host) {
        List<InetAddress> addresses = resolve(host);
        judge(addresses);
        return addresses;
    }

    /** The addresses of a name, not judged yet. */
    List<InetAddress> resolve(HostName host) {
        List<InetAddress> addresses;
        try {
            addresses = List.copyOf(resolver.resolve(host.text()));
        } catch (UnknownHostException e) {
            throw new RefusedException(Refusal.NO_ADDRESS, "");
        }
        if (addresses.isEmpty()) {
            throw new RefusedException(Refusal.NO_ADDRESS, "");
        }
        return addresses;
    }

    /** Refuses addresses of which one is not acceptable. */
    void judge(List<InetAddress> addresses) {
        Set<InetAddress> mine = ownAddresses();
        for (InetAddress address : addresses) {
            Addresses.refusal(address).ifPresent(refusal -> {
                throw new RefusedException(refusal, "");
            });
            if (mine.contains(address)) {
                throw new RefusedException(Refusal.OWN_ADDRESS, "");
            }
        }
    }

    /** A connection to one of these addresses, tried in order. */
    SocketChannel dial(List<InetAddress> addresses, int port) throws IOException {
        IOException failure = new IOException("no address");
        for (InetAddress address : addresses.subList(0, Math.min(MAX_TRIED, addresses.size()))) {
            try {
                return dialler.dial(new InetSocketAddress(address, port), timeout);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** A connection to an upstream that the server chose; its addresses are not judged. */
    SocketChannel dialChosen(String host, int port) throws IOException {
        return dial(literal(host), port);
    }

    private List<InetAddress> literal(String host) throws UnknownHostException {
        try {
            return List.of(InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException e) {
            return resolver.resolve(host);
        }
    }

    /** Asked anew every other second: addresses come and go while the server runs. */
    private Set<InetAddress> ownAddresses() {
        Own known = own;
        if (known != null && System.nanoTime() - known.when() < OWN_FOR) {
            return known.addresses();
        }
        try {
            Set<InetAddress> found = new HashSet<>();
            NetworkInterface.networkInterfaces().forEach(i -> i.inetAddresses().forEach(found::add));
            own = new Own(System.nanoTime(), Set.copyOf(found));
            return found;
        } catch (SocketException e) {
            throw new RefusedException(Refusal.POLICY_ERROR, "this machine's own addresses cannot be listed");
        }
    }
}
